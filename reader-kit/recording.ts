import type { Piece, ReadPlan, ReadRecord } from "../src/model/reader.ts";
import type { OnPieces } from "./client.ts";
import type { Ending } from "./ends.ts";
import { EventReader } from "./events.ts";

/** The record of one read, as it grows; the client fills in the stamps that only it knows. */
export class Recording {
  readonly record: ReadRecord;
  readonly #events: EventReader;
  readonly #onPieces: OnPieces;
  #over = false;

  constructor(plan: ReadPlan, onPieces: OnPieces) {
    this.#onPieces = onPieces;
    this.#events = new EventReader(plan);
    this.record = {
      ...{
        reader: plan.reader,
        startedAtNs: 0,
        requestSentAtNs: null,
        headersAtNs: null,
        status: null,
        responseHeaders: {},
      },
      ...{ reads: [], pieces: this.#events.pieces, events: this.#events.events, foreign: this.#events.foreign },
      ...{ endedAtNs: 0, end: "complete", saying: null, loopDelayMaxMs: 0 },
    };
  }

  /** True once the read has ended; what comes then is not recorded. */
  get over(): boolean {
    return this.#over;
  }

  /** The final response head. Header names in lower case. */
  head(atNs: number, status: number, responseHeaders: Record<string, string>): void {
    if (this.#over) return;
    Object.assign(this.record, { headersAtNs: atNs, status, responseHeaders });
    this.#onPieces([]);
  }

  /** So many bytes of the body have come. */
  read(bytes: number, atNs: number): void {
    this.record.reads.push({ atNs, bytes });
  }

  /** Bytes of the body, decoded, as of the read at `atNs`. */
  body(bytes: Uint8Array, atNs: number): void {
    const pieces = this.#events.feed(bytes, atNs);
    if (pieces.length > 0) this.#onPieces(pieces);
  }

  /** A piece of text from a client that hands out no bytes. An empty one is none. */
  piece(text: string, atNs: number): void {
    if (text === "") return;
    const piece: Piece = { atNs, text, seq: null, origin: null };
    this.record.pieces.push(piece);
    this.#onPieces([piece]);
  }

  /** The first end counts. */
  end({ end, saying }: Ending, atNs: number): void {
    if (this.#over) return;
    this.#over = true;
    Object.assign(this.record, { endedAtNs: atNs, end, saying });
  }

  /** @returns the whole record, once everything that was decoded has come out. The body of an error status is the refusal, not foreign. */
  finish(): ReadRecord {
    this.#events.end();
    const refused = (this.record.status ?? 0) >= 400;
    return refused ? { ...this.record, foreign: { bytes: 0, sample: "" } } : this.record;
  }
}
