import { LabError } from "../model/error.ts";

/** One record of a capture. */
export interface Frame {
  /** ns since 1970. */
  readonly atNs: bigint;
  readonly linkType: number;
  /** As far as it was captured. */
  readonly data: Buffer;
  /** As it was on the wire. */
  readonly bytes: number;
}

const HEADER_BYTES = 24;
const RECORD_BYTES = 16;
/** More than any link has (MAXIMUM_SNAPLEN of libpcap): a length above it is no length. */
const FRAME_LIMIT = 262_144;

interface Format {
  readonly nsPerUnit: bigint;
  readonly u32: (at: Buffer, offset: number) => number;
  readonly linkType: number;
}

/**
 * The records of a classic pcap file (pcap-savefile(5)), as many at a time as a piece of the file holds.
 * @param source the file's bytes, in pieces of any size
 * @param name how messages name it
 * @param growing it is being written: its end is no end
 * @throws LabError capture_unreadable: no such file, or one that is cut off in the middle of a record
 */
export async function* framesOf(source: AsyncIterable<Buffer>, name: string, growing = false): AsyncGenerator<Frame[]> {
  let rest: Buffer = Buffer.alloc(0);
  let format: Format | null = null;
  let records = 0;
  for await (const piece of source) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    if (format === null) {
      if (rest.length < HEADER_BYTES) continue;
      format = formatOf(rest, name);
      rest = rest.subarray(HEADER_BYTES);
    }
    const { frames, used } = recordsIn(rest, format, name, records);
    records += frames.length;
    rest = rest.subarray(used);
    if (frames.length > 0) yield frames;
  }
  if (format === null) throw unreadable(name, "is no packet capture", `${rest.length} bytes`);
  if (rest.length === 0 || growing) return;
  throw unreadable(name, `is cut off in the middle of packet ${records + 1}`, `${rest.length} bytes are left over`, {
    hint: `tcpdump -r ${name} -w whole.pcap   keeps the packets that are whole`,
  });
}

function recordsIn(from: Buffer, format: Format, name: string, before: number): { frames: Frame[]; used: number } {
  const { u32, nsPerUnit, linkType } = format;
  const frames: Frame[] = [];
  let at = 0;
  while (from.length - at >= RECORD_BYTES) {
    const [captured, bytes] = [u32(from, at + 8), u32(from, at + 12)];
    if (captured > FRAME_LIMIT) {
      const observed = `${captured} bytes captured`;
      throw unreadable(name, `is damaged at packet ${before + frames.length + 1}`, observed);
    }
    const end = at + RECORD_BYTES + captured;
    if (end > from.length) break;
    const atNs = BigInt(u32(from, at)) * 1_000_000_000n + BigInt(u32(from, at + 4)) * nsPerUnit;
    frames.push({ atNs, linkType, data: from.subarray(at + RECORD_BYTES, end), bytes });
    at = end;
  }
  return { frames, used: at };
}

/** By the first four bytes: order of bytes, and what a fraction of a second counts. */
function formatOf(header: Buffer, name: string): Format {
  const little = header.readUInt32LE(0);
  const big = header.readUInt32BE(0);
  const isBig = big === 0xa1b2c3d4 || big === 0xa1b23c4d;
  const magic = isBig ? big : little;
  if (magic !== 0xa1b2c3d4 && magic !== 0xa1b23c4d) throw notOurs(big, name);
  const u32: Format["u32"] = isBig ? (buffer, at) => buffer.readUInt32BE(at) : (buffer, at) => buffer.readUInt32LE(at);
  // above the link type stand what the FCS is
  return { nsPerUnit: magic === 0xa1b23c4d ? 1n : 1000n, u32, linkType: u32(header, 20) & 0xffff };
}

function notOurs(magic: number, name: string): LabError {
  const observed = `it begins with ${magic.toString(16).padStart(8, "0")}`;
  if (magic === 0x0a0d0d0a) {
    return unreadable(name, "is a pcapng file", observed, { hint: `editcap -F pcap ${name} classic.pcap` });
  }
  if (magic >>> 16 === 0x1f8b) return unreadable(name, "is compressed", observed, { hint: `gunzip ${name}` });
  return unreadable(name, "is no packet capture", observed);
}

/** A capture that cannot be used, in one sentence. */
export function unreadable(
  name: string,
  what: string,
  observed: string,
  { limit = "a classic pcap file, as tcpdump -w writes it", hint = "tcpdump -i any -s 0 -w run.pcap tcp" } = {},
): LabError {
  return new LabError("capture_unreadable", `${name} ${what}`, { observed, limit, hint });
}
