import { Connections } from "./connection.ts";
import type { Connection, Limits } from "./connection.ts";
import { framesOf, unreadable } from "./pcap.ts";
import type { Frame } from "./pcap.ts";
import { packetOf } from "./tcp.ts";
import type { Packet } from "./tcp.ts";

/** A capture: its bytes, in pieces of any size. */
export interface Capture {
  readonly name: string;
  readonly source: AsyncIterable<Buffer>;
  /** Of one network, whose loopback is no other's: `127.0.0.1` in it becomes `127.0.0.1%<network>`. */
  readonly network?: string | undefined;
}

/** What captures hold together. */
export interface Captured {
  readonly connections: readonly Connection[];
  /** ns since 1970 of the first packet: all other times count from it. */
  readonly originNs: bigint;
  readonly lastNs: number;
}

/** Stamps of one clock go back by no more than this: two processors that stamp at once. */
const BACK_NS = 100e6;
/** The same segment, stamped in two files of one clock. */
const APART_NS = 50e6;

/** A file that is read, and where it stands. */
interface Open {
  readonly name: string;
  readonly network: string | undefined;
  readonly batches: AsyncGenerator<Frame[]>;
  frames: Frame[];
  index: number;
  read: number;
  lastNs: bigint;
}

/**
 * Reads captures side by side, in the order of their stamps.
 * @throws LabError capture_unreadable: no capture, cut off, of a link that is not read, of two clocks, or without a TCP connection
 */
export async function readCaptures(captures: readonly Capture[], limits?: Limits, growing = false): Promise<Captured> {
  const files = captures.map(({ name, network, source }): Open => {
    return { name, network, batches: framesOf(source, name, growing), frames: [], index: 0, read: 0, lastNs: 0n };
  });
  const connections = new Connections(limits);
  const clocks = new Clocks();
  let originNs: bigint | null = null;
  let lastNs = 0;
  let packets = 0;
  for (let file = await earliest(files); file !== null; file = await earliest(files)) {
    const frame = file.frames[file.index++]!;
    file.read += 1;
    assertForward(file, frame);
    originNs ??= frame.atNs;
    const seen = packetOf(frame, Number(frame.atNs - originNs), file.name);
    if (seen === null) continue;
    const packet = file.network === undefined ? seen : withLoopbackOf(file.network, seen);
    packets += 1;
    if (files.length > 1) clocks.see(packet, file.name);
    lastNs = Math.max(lastNs, packet.atNs);
    connections.add(packet);
  }
  const name = captures.map((each) => each.name).join(", ");
  if (packets === 0) {
    const read = files.reduce((sum, file) => sum + file.read, 0);
    throw unreadable(name, "has no TCP connection", `${read} packets`, { limit: "HTTP, or TLS, over TCP" });
  }
  return { connections: connections.end(), originNs: originNs ?? 0n, lastNs };
}

/** The file whose next packet is the earliest; null: all are read. */
async function earliest(files: readonly Open[]): Promise<Open | null> {
  let first: Open | null = null;
  for (const file of files) {
    while (file.index >= file.frames.length) {
      const { value, done } = await file.batches.next();
      if (done) break;
      [file.frames, file.index] = [value, 0];
    }
    const frame = file.frames[file.index];
    if (frame && (first === null || frame.atNs < first.frames[first.index]!.atNs)) first = file;
  }
  return first;
}

function withLoopbackOf(network: string, packet: Packet): Packet {
  const own = (address: string): string => (/^(?:127\.|::1$)/.test(address) ? `${address}%${network}` : address);
  return { ...packet, from: own(packet.from), to: own(packet.to) };
}

function assertForward(file: Open, { atNs }: Frame): void {
  const back = Number(file.lastNs - atNs);
  if (back > BACK_NS) {
    throw unreadable(
      file.name,
      `has two clocks, or two captures one after the other`,
      `packet ${file.read} is ${(back / 1e9).toFixed(1)} s before the one before it`,
      {
        limit: "stamps of one clock",
        hint: "name the captures one by one",
      },
    );
  }
  if (atNs > file.lastNs) file.lastNs = atNs;
}

/** Compares the stamps of a segment that stands in two files. */
class Clocks {
  readonly #seen = new Map<string, { readonly file: string; readonly atNs: number }>();

  /** @throws LabError capture_unreadable */
  see({ from, fromPort, to, toPort, seq, syn, atNs }: Packet, file: string): void {
    if (!syn) return;
    const key = `${from}:${fromPort} ${to}:${toPort} ${seq}`;
    const other = this.#seen.get(key);
    if (other === undefined) this.#seen.set(key, { file, atNs });
    else if (other.file !== file && Math.abs(other.atNs - atNs) > APART_NS) {
      const observed = `the same packet is stamped ${Math.round(Math.abs(other.atNs - atNs) / 1e6)} ms apart`;
      throw unreadable(`${other.file}, ${file}`, "have two clocks", observed, {
        limit: "captures of one machine, or of clocks that agree",
        hint: "capture on one machine, as in: tcpdump -i any",
      });
    }
  }
}
