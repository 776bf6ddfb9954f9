import type { Frame } from "./pcap.ts";
import { unreadable } from "./pcap.ts";

/** One TCP segment as it passed. */
export interface Packet {
  /** ns since the first packet of the capture. */
  readonly atNs: number;
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
  readonly seq: number;
  /** Null: it acknowledges nothing. */
  readonly ack: number | null;
  readonly syn: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  /** As it stands in the header, unscaled. */
  readonly window: number;
  /** Of a SYN: the shift that its sender's windows will have; null: it named none. */
  readonly scale: number | null;
  /** Bytes of payload, as the IP header says: what the capture cut off counts. */
  readonly bytes: number;
  /** The payload, as far as it was captured. */
  readonly data: Buffer;
}

/** Bytes in front of the IP header by link type (tcpdump.org/linktypes.html), and where the protocol stands; null: nowhere. */
const LINKS: Readonly<Record<number, { readonly skip: number; readonly type: number | null }>> = {
  0: { skip: 4, type: null }, // BSD loopback
  1: { skip: 14, type: 12 }, // Ethernet
  12: { skip: 0, type: null }, // raw IP, as some systems number it
  101: { skip: 0, type: null }, // raw IP
  108: { skip: 4, type: null }, // OpenBSD loopback
  113: { skip: 16, type: 14 }, // Linux cooked (tcpdump -i any)
  276: { skip: 20, type: 0 }, // Linux cooked, version 2
};
const VLAN = [0x8100, 0x88a8];
const TCP = 6;
/** IPv6 headers that may stand before TCP: hop-by-hop, routing, destination. */
const EXTENSIONS = [0, 43, 60];

/**
 * The TCP segment in a frame; null: it has none, or only a fragment of one.
 * @throws LabError capture_unreadable for a link type that is not read
 */
export function packetOf(frame: Frame, atNs: number, name: string): Packet | null {
  const link = LINKS[frame.linkType];
  if (link === undefined) {
    throw unreadable(name, "was captured on a link that is not read here", `link type ${frame.linkType}`, {
      limit: "Ethernet, Linux cooked (any), raw IP",
    });
  }
  const { data } = frame;
  let at = link.skip;
  if (link.type !== null) {
    let type = link.type + 2 <= data.length ? data.readUInt16BE(link.type) : 0;
    while (VLAN.includes(type) && at + 4 <= data.length) {
      type = data.readUInt16BE(at + 2);
      at += 4;
    }
    if (type !== 0x0800 && type !== 0x86dd) return null;
  }
  if (at + 20 > data.length) return null;
  return data[at]! >> 4 === 4 ? inV4(frame, at, atNs) : data[at]! >> 4 === 6 ? inV6(frame, at, atNs) : null;
}

function inV4({ data, bytes }: Frame, at: number, atNs: number): Packet | null {
  const total = data.readUInt16BE(at + 2);
  const fragment = data.readUInt16BE(at + 6) & 0x3fff;
  if (fragment !== 0 || data[at + 9] !== TCP) return null;
  // a segment of more than 64 KB, before the card has cut it, has length 0
  const end = at + (total === 0 ? bytes - at : total);
  return segment(data, at + (data[at]! & 15) * 4, end, v4(data, at + 12), v4(data, at + 16), atNs);
}

function inV6({ data, bytes }: Frame, at: number, atNs: number): Packet | null {
  if (at + 40 > data.length) return null;
  const length = data.readUInt16BE(at + 4);
  const end = at + 40 + (length === 0 ? bytes - at - 40 : length);
  let [next, start] = [data[at + 6]!, at + 40];
  while (EXTENSIONS.includes(next) && start + 2 <= data.length) {
    [next, start] = [data[start]!, start + 8 + data[start + 1]! * 8];
  }
  return next === TCP ? segment(data, start, end, v6(data, at + 8), v6(data, at + 24), atNs) : null;
}

function segment(data: Buffer, at: number, end: number, from: string, to: string, atNs: number): Packet | null {
  if (at + 20 > data.length) return null;
  const start = at + (data[at + 12]! >> 4) * 4;
  const flags = data[at + 13]!;
  const syn = (flags & 2) !== 0;
  const payload = data.subarray(Math.min(start, data.length), Math.min(end, data.length));
  return {
    ...{ atNs, from, fromPort: data.readUInt16BE(at), to, toPort: data.readUInt16BE(at + 2) },
    ...{ seq: data.readUInt32BE(at + 4), ack: (flags & 16) === 0 ? null : data.readUInt32BE(at + 8) },
    ...{ syn, fin: (flags & 1) !== 0, rst: (flags & 4) !== 0, window: data.readUInt16BE(at + 14) },
    ...{ scale: syn ? scaleOf(data, at + 20, start) : null, bytes: Math.max(0, end - start), data: payload },
  };
}

/** The window scale option (RFC 7323, 2.2). */
function scaleOf(data: Buffer, from: number, to: number): number | null {
  for (let at = from; at + 1 < Math.min(to, data.length);) {
    const kind = data[at]!;
    if (kind === 0) return null;
    if (kind === 3) return at + 2 < data.length ? Math.min(14, data[at + 2]!) : null;
    at += kind === 1 ? 1 : Math.max(2, data[at + 1]!);
  }
  return null;
}

const v4Names = new Map<number, string>();

function v4(data: Buffer, at: number): string {
  const number = data.readUInt32BE(at);
  let name = v4Names.get(number);
  if (name === undefined) v4Names.set(number, (name = [...data.subarray(at, at + 4)].join(".")));
  return name;
}

function v6(data: Buffer, at: number): string {
  const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((offset) => data.readUInt16BE(at + offset).toString(16));
  const mapped = /^(?:0 ){5}ffff /.test(groups.join(" ")) ? v4(data, at + 12) : null;
  if (mapped !== null) return mapped;
  const zeros = [...groups.join(":").matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length)[0];
  const text = groups.join(":");
  if (zeros === undefined) return text;
  const before = text.slice(0, zeros.index);
  const after = text.slice(zeros.index + zeros[0].length);
  return `${before}:${after === "" ? ":" : after}`;
}
