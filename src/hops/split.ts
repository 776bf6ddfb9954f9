import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { framesOf } from "./pcap.ts";
import type { Frame } from "./pcap.ts";
import { packetOf } from "./tcp.ts";
import type { Packet } from "./tcp.ts";

/** What belongs into one file: the packets from or to these addresses. */
export interface Part {
  readonly file: string;
  readonly addresses: ReadonlySet<string>;
}

/** Classic pcap, its numbers in this machine's usual order, stamps in ns (pcap-savefile(5)). */
const MAGIC_NS = 0xa1b23c4d;
const SNAP_BYTES = 262_144;

/**
 * Sorts a capture into files. A packet is in each part that has one of its ends; one that is no TCP, or nobody's, is in none.
 * @throws LabError capture_unreadable
 */
export async function splitCapture(name: string, parts: readonly Part[]): Promise<void> {
  const files = await Promise.all(parts.map(({ file }) => open(file, "w")));
  try {
    let begun = false;
    for await (const frames of framesOf(createReadStream(name), name)) {
      if (!begun) await writeAll(files, header(frames[0]!.linkType));
      begun = true;
      const packets = frames.map((frame) => packetOf(frame, 0, name));
      for (const [index, { addresses }] of parts.entries()) {
        const own = frames.filter((_, at) => isOf(addresses, packets[at]!));
        if (own.length > 0) await files[index]!.write(Buffer.concat(own.flatMap(recordOf)));
      }
    }
    if (!begun) await writeAll(files, header(1));
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

function isOf(addresses: ReadonlySet<string>, packet: Packet | null): boolean {
  return packet !== null && (addresses.has(packet.from) || addresses.has(packet.to));
}

async function writeAll(files: readonly FileHandle[], bytes: Buffer): Promise<void> {
  await Promise.all(files.map((file) => file.write(bytes)));
}

function header(linkType: number): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(MAGIC_NS, 0);
  bytes.writeUInt16LE(2, 4);
  bytes.writeUInt16LE(4, 6);
  bytes.writeUInt32LE(SNAP_BYTES, 16);
  bytes.writeUInt32LE(linkType, 20);
  return bytes;
}

function recordOf({ atNs, data, bytes }: Frame): Buffer[] {
  const record = Buffer.alloc(16);
  record.writeUInt32LE(Number(atNs / 1_000_000_000n), 0);
  record.writeUInt32LE(Number(atNs % 1_000_000_000n), 4);
  record.writeUInt32LE(data.length, 8);
  record.writeUInt32LE(bytes, 12);
  return [record, data];
}
