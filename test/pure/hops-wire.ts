import { hopsOf } from "../../src/hops/index.ts";
import type { Hops } from "../../src/hops/index.ts";

/** A packet that is to be captured: what a test may split, double, put out of order or leave out. */
export interface Sent {
  readonly atMs: number;
  readonly from: string;
  readonly to: string;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly window: number;
  readonly data: Buffer;
  readonly scale?: number;
}

export const SYN = 2;
export const ACK = 16;
export const FIN = 1;
export const RST = 4;

export const ADDRESSES: Readonly<Record<string, string>> = {
  reader: "10.0.0.2",
  outer: "10.0.0.3",
  inner: "10.0.0.4",
  model: "10.0.0.5",
  filter: "10.0.0.6",
};

let ports = 40_000;

/** A connection that a test writes: each call is a packet. */
export class Talk {
  readonly packets: Sent[] = [];
  readonly client: string;
  readonly server: string;
  #seq = { up: 1000, down: 4_294_967_000 }; // wraps after 296 bytes

  constructor(client: string, server: string, atMs: number, { syn = true, port = 8080 } = {}) {
    this.client = `${ADDRESSES[client] ?? client}:${ports++}`;
    this.server = `${ADDRESSES[server] ?? server}:${port}`;
    if (syn) {
      this.#push("up", atMs, SYN, Buffer.alloc(0), 65535);
      this.#push("down", atMs, SYN | ACK, Buffer.alloc(0), 65535);
    }
    this.#seq = { up: 1001, down: 4_294_967_001 };
  }

  up(atMs: number, data: string | Buffer): this {
    return this.#data("up", atMs, data);
  }

  down(atMs: number, data: string | Buffer): this {
    return this.#data("down", atMs, data);
  }

  /** The client acknowledges all that came, and announces so much room. */
  room(atMs: number, window: number): this {
    this.#push("up", atMs, ACK, Buffer.alloc(0), window);
    return this;
  }

  fin(side: "up" | "down", atMs: number, flags = FIN | ACK): this {
    this.#push(side, atMs, flags, Buffer.alloc(0), 500);
    return this;
  }

  #data(side: "up" | "down", atMs: number, data: string | Buffer): this {
    const bytes = Buffer.from(data as string);
    this.#push(side, atMs, ACK, bytes, 500);
    this.#seq[side] = (this.#seq[side] + bytes.length) % 2 ** 32;
    return this;
  }

  #push(side: "up" | "down", atMs: number, flags: number, data: Buffer, window: number): void {
    const isUp = side === "up";
    const [from, to] = isUp ? [this.client, this.server] : [this.server, this.client];
    const [seq, ack] = isUp ? [this.#seq.up, this.#seq.down] : [this.#seq.down, this.#seq.up];
    const scale = flags & SYN ? { scale: 7 } : {};
    this.packets.push({ atMs, from, to, seq, ack, flags, window, data, ...scale });
  }
}

/** How a file is written. */
export interface FileOptions {
  readonly snap?: number;
  readonly link?: number;
  readonly big?: boolean;
  readonly micro?: boolean;
}

/** A classic pcap file of packets, in the order of their stamps. */
export function pcapOf(
  packets: readonly Sent[],
  { snap = 262_144, link = 1, big = false, micro = false }: FileOptions = {},
): Buffer {
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    if (big) bytes.writeUInt32BE(value);
    else bytes.writeUInt32LE(value);
    return bytes;
  };
  const header = [
    u32(micro ? 0xa1b2c3d4 : 0xa1b23c4d),
    u32(big ? 0x00020004 : 0x00040002),
    u32(0),
    u32(0),
    u32(snap),
    u32(link),
  ];
  const records = packets
    .toSorted((a, b) => a.atMs - b.atMs)
    .flatMap((packet) => {
      const frame = frameOf(packet, link);
      const ns = Math.round(packet.atMs * 1e6);
      const fraction = micro ? Math.floor((ns % 1e9) / 1000) : ns % 1e9;
      const captured = frame.subarray(0, snap);
      return [
        u32(1_700_000_000 + Math.floor(ns / 1e9)),
        u32(fraction),
        u32(captured.length),
        u32(frame.length),
        captured,
      ];
    });
  return Buffer.concat([...header, ...records]);
}

const LINK_HEADERS: Readonly<Record<number, (v6: boolean) => Buffer>> = {
  1: (v6) => Buffer.from(`0000000000000000000000008100000a${v6 ? "86dd" : "0800"}`, "hex"), // with a VLAN tag
  101: () => Buffer.alloc(0),
  113: (v6) => Buffer.from(`0000000000000000000000000000${v6 ? "86dd" : "0800"}`, "hex"),
  276: (v6) => Buffer.from(`${v6 ? "86dd" : "0800"}000000000000000000000000000000000000`, "hex"),
};

function frameOf(packet: Sent, link: number): Buffer {
  const [from, fromPort] = endOf(packet.from);
  const [to, toPort] = endOf(packet.to);
  const options = packet.scale === undefined ? Buffer.alloc(0) : Buffer.from([1, 3, 3, packet.scale]);
  const tcp = Buffer.alloc(20);
  tcp.writeUInt16BE(fromPort, 0);
  tcp.writeUInt16BE(toPort, 2);
  tcp.writeUInt32BE(packet.seq, 4);
  tcp.writeUInt32BE(packet.ack, 8);
  tcp[12] = ((20 + options.length) / 4) << 4;
  tcp[13] = packet.flags;
  tcp.writeUInt16BE(packet.window, 14);
  const payload = Buffer.concat([tcp, options, packet.data]);
  const v6 = from.includes("::");
  const ip = v6 ? Buffer.alloc(40) : Buffer.alloc(20);
  if (v6) {
    ip[0] = 0x60;
    ip.writeUInt16BE(payload.length, 4);
    ip[6] = 6;
    ip[23] = Number(from.split("::")[1]);
    ip[39] = Number(to.split("::")[1]);
    ip[8] = ip[24] = 0xfd;
  } else {
    ip[0] = 0x45;
    ip.writeUInt16BE(20 + payload.length, 2);
    ip[9] = 6;
    ip.set(from.split(".").map(Number), 12);
    ip.set(to.split(".").map(Number), 16);
  }
  const padding = Buffer.alloc(packet.data.length === 0 && link === 1 ? 6 : 0); // as Ethernet pads short frames
  return Buffer.concat([(LINK_HEADERS[link] ?? LINK_HEADERS[1]!)(v6), ip, payload, padding]);
}

function endOf(end: string): [address: string, port: number] {
  const colon = end.lastIndexOf(":");
  return [end.slice(0, colon), Number(end.slice(colon + 1))];
}

/** A file's bytes, in pieces. */
export async function* inPieces(file: Buffer, size = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += size) yield await Promise.resolve(file.subarray(at, at + size));
}

/** Looks at talks as a capture of them would show them. */
export function located(talks: readonly Talk[], options: FileOptions = {}): Promise<Hops> {
  return locatedPackets(
    talks.flatMap(({ packets }) => packets),
    options,
  );
}

export function locatedPackets(packets: readonly Sent[], options: FileOptions = {}): Promise<Hops> {
  return hopsOf([{ name: "run.pcap", source: inPieces(pcapOf(packets, options)) }], nameOf);
}

export function nameOf(address: string): string {
  return Object.entries(ADDRESSES).find(([, known]) => known === address)?.[0] ?? address;
}
