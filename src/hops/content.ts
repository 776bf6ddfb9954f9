import type { Segment } from "./flow.ts";

/** Bytes of a body that came at one moment. */
export interface Piece {
  readonly atNs: number;
  readonly bytes: number;
  /** Null: not captured, or only a part. */
  readonly data: Buffer | null;
}

/** The content was asked for, and the capture does not have it. */
export class NotCaptured extends Error {}

/** A line longer than this is none. */
const LINE_LIMIT = 65_536;

/** One direction of a connection, read as a stream of bytes that know when they came. */
export class Content {
  readonly #segments: readonly Segment[];
  #index = 0;
  #offset = 0;

  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
  }

  get atEnd(): boolean {
    return this.#index >= this.#segments.length;
  }

  /** When the next byte came; at the end: when the last one did. */
  get atNs(): number {
    return (this.#segments[this.#index] ?? this.#segments.at(-1))?.atNs ?? 0;
  }

  /** The next bytes, without going on; null: fewer came. @throws NotCaptured */
  peek(count: number): Buffer | null {
    const parts: Buffer[] = [];
    let [index, offset, missing] = [this.#index, this.#offset, count];
    while (missing > 0) {
      const segment = this.#segments[index];
      if (segment === undefined) return null;
      const take = Math.min(missing, segment.bytes - offset);
      if (offset + take > segment.data.length) throw new NotCaptured();
      parts.push(segment.data.subarray(offset, offset + take));
      missing -= take;
      [index, offset] = [index + 1, 0];
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  /** Takes so many bytes, or as many as came. */
  take(count: number): Piece[] {
    const pieces: Piece[] = [];
    for (let missing = count; missing > 0 && !this.atEnd;) {
      const { atNs, bytes, data } = this.#segments[this.#index]!;
      const take = Math.min(missing, bytes - this.#offset);
      const end = this.#offset + take;
      pieces.push({ atNs, bytes: take, data: end <= data.length ? data.subarray(this.#offset, end) : null });
      missing -= take;
      this.#goTo(end);
    }
    return pieces;
  }

  /** Takes bytes that are to be read. Null: fewer came. @throws NotCaptured */
  read(count: number): Buffer | null {
    const bytes = this.peek(count);
    if (bytes !== null) this.take(count);
    return bytes;
  }

  /** Takes a line, without its end. Null: it did not come whole. @throws NotCaptured, also for what is no line */
  line(): string | null {
    let text = "";
    for (let length = 0; !this.atEnd; length = text.length) {
      const { bytes, data } = this.#segments[this.#index]!;
      const at = data.indexOf(10, this.#offset);
      text += data.toString("latin1", this.#offset, at < 0 ? data.length : at);
      if (at >= 0) {
        this.#goTo(at + 1);
        return text.replace(/\r$/, "");
      }
      if (data.length < bytes || length > LINE_LIMIT) throw new NotCaptured();
      this.#goTo(bytes);
    }
    return null;
  }

  #goTo(offset: number): void {
    this.#offset = offset;
    if (offset < this.#segments[this.#index]!.bytes) return;
    this.#index += 1;
    this.#offset = 0;
  }
}

/** The text of pieces; null: not all of it was captured. */
export function textOf(pieces: readonly Piece[]): string | null {
  return pieces.every(({ data }) => data !== null) ? Buffer.concat(pieces.map(({ data }) => data!)).toString() : null;
}
