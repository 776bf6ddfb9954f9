import type { Packet } from "./tcp.ts";

/** Bytes of one direction in their order: when the last hole before them had closed, how many, and as far as captured what. */
export interface Segment {
  readonly atNs: number;
  readonly bytes: number;
  /** Shorter than `bytes` where the capture cut it. */
  readonly data: Buffer;
}

/** From when to when, ns. */
export type Span = readonly [fromNs: number, toNs: number];

/** Bytes that wait behind a hole, at most: beyond that the hole counts as lost, so that a capture with holes needs no memory without end. */
const WAITING_LIMIT = 8_000_000;
const WAITING_SEGMENTS = 256;
/** Room below one segment of an Ethernet: the sender waits (RFC 9293, 3.8.6.2.1). */
const FULL_BELOW = 1460;

interface Waiting {
  readonly seq: number;
  readonly atNs: number;
  readonly bytes: number;
  readonly data: Buffer;
}

/**
 * One direction of a connection, put together by sequence number. What came twice is dropped, what came early waits for the hole before it:
 * so the times are those at which the receiver could read.
 */
export class Flow {
  readonly segments: Segment[] = [];
  /** Bytes that were sent and are not in the capture. */
  lost = 0;
  /** When the first hole that never closed was given up; null: there is none. */
  lostAtNs: number | null = null;
  finAtNs: number | null = null;
  rstAtNs: number | null = null;
  /** When the receiver had no room for another segment. */
  readonly full: Span[] = [];

  /** Next byte that is wanted, counted on beyond 2^32; null: nothing was seen. */
  #next: number | null = null;
  #waiting: Waiting[] = [];
  #sent = 0;
  #acked: number | null = null;
  #window: number | null = null;
  #fullSinceNs: number | null = null;
  /** Of this direction's own SYN. */
  scale: number | null = null;
  sawSyn = false;

  /** A segment of this direction. @param keep what of its payload may be kept */
  sent(packet: Packet, keep: Buffer): void {
    if (packet.syn) {
      this.sawSyn = true;
      this.scale = packet.scale;
    }
    const first = packet.syn ? (packet.seq + 1) >>> 0 : packet.seq;
    this.#next ??= packet.bytes > 0 || packet.syn ? first : null;
    if (this.#next === null) return;
    const seq = this.#unwrapped(first);
    this.#sent = Math.max(this.#sent, seq + packet.bytes);
    if (packet.rst) this.rstAtNs ??= packet.atNs;
    if (packet.bytes > 0) this.#take({ seq, atNs: packet.atNs, bytes: packet.bytes, data: keep });
    if (packet.fin) this.finAtNs ??= packet.atNs;
  }

  /** A segment of the other direction: what it acknowledges, and how much room it announces. @param scaled both SYNs were seen */
  answered({ ack, syn, window, atNs }: Packet, scale: number, scaled: boolean): void {
    if (ack !== null && this.#next !== null) {
      this.#acked = Math.max(this.#acked ?? 0, this.#unwrapped(ack));
      if (scaled) this.#window = syn ? window : window * 2 ** scale;
    }
    this.looked(atNs);
  }

  /** Notes whether the receiver has room now. */
  looked(atNs: number): void {
    const full = this.#window !== null && (this.#acked ?? 0) + this.#window - this.#sent < FULL_BELOW;
    if (full) this.#fullSinceNs ??= atNs;
    else if (this.#fullSinceNs !== null) {
      this.full.push([this.#fullSinceNs, atNs]);
      this.#fullSinceNs = null;
    }
  }

  /** The capture is over: what still waits comes after a hole that never closed. */
  end(atNs: number): void {
    while (this.#waiting.length > 0) this.#giveUp();
    if (this.#fullSinceNs !== null) this.full.push([this.#fullSinceNs, atNs]);
    this.#fullSinceNs = null;
  }

  /** The place of a sequence number near the frontier. */
  #unwrapped(seq: number): number {
    const next = this.#next!;
    return next + ((seq - (next % 2 ** 32)) | 0);
  }

  #take(piece: Waiting): void {
    if (piece.seq > this.#next!) {
      const at = this.#waiting.findLastIndex(({ seq }) => seq <= piece.seq) + 1;
      this.#waiting.splice(at, 0, piece);
      const bytes = this.#waiting.reduce((sum, each) => sum + each.bytes, 0);
      if (bytes > WAITING_LIMIT || this.#waiting.length > WAITING_SEGMENTS) this.#giveUp();
      return;
    }
    this.#append(piece, piece.atNs);
    this.#release(piece.atNs);
  }

  /** Appends what has been waiting for a hole that has closed. */
  #release(closedNs: number | null): void {
    while (this.#waiting.length > 0 && this.#waiting[0]!.seq <= this.#next!) {
      const piece = this.#waiting.shift()!;
      this.#append(piece, Math.max(piece.atNs, closedNs ?? 0));
    }
  }

  #giveUp(): void {
    const [first] = this.#waiting;
    this.lost += first!.seq - this.#next!;
    this.lostAtNs ??= first!.atNs;
    this.#next = first!.seq;
    this.#release(null);
  }

  #append({ seq, bytes, data }: Waiting, atNs: number): void {
    const known = this.#next! - seq;
    if (known >= bytes) return;
    this.segments.push({ atNs, bytes: bytes - known, data: data.subarray(Math.min(known, data.length)) });
    this.#next = seq + bytes;
  }
}
