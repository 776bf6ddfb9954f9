import type { Piece, ReadEvent, ReadPlan, ReadRecord } from "../src/model/reader.ts";
import { dialectReader } from "./dialects.ts";
import type { Said } from "./dialects.ts";
import { lineFormat } from "./line-formats.ts";
import type { LineFormat } from "./line-formats.ts";

/** So much of the foreign bytes is kept, characters. */
const SAMPLE_CHARACTERS = 200;

/**
 * Body bytes -> pieces of text and other events. One instance per response; reads may be cut anywhere, in the middle of a character too.
 *
 * `foreign` is what belongs to no event of the dialect, in UTF-8 bytes without line ends:
 * - sse: lines that are neither field nor comment, and the data of an event that is no JSON object (nor OpenAI's end marker);
 * - ndjson: lines that are no JSON object;
 * - text: nothing, since there any line is a piece.
 * Of a last line that nothing has ended, only what cannot become a line of the format counts: the rest may be an event that was cut.
 */
export class EventReader {
  /** All pieces, and all other events, so far, in order. */
  readonly pieces: Piece[] = [];
  readonly events: ReadEvent[] = [];
  readonly foreign: ReadRecord["foreign"] = { bytes: 0, sample: "" };
  readonly #decoder = new TextDecoder();
  readonly #format: LineFormat;
  #rest = "";
  #atNs = 0;

  constructor(plan: Pick<ReadPlan, "dialect" | "format">) {
    const read = dialectReader(plan);
    this.#format = lineFormat(plan.format, {
      data: (data) => this.#take(read(data), data),
      bare: (text, seq) => this.#take({ kind: "piece", text, seq, origin: null }, text),
      comment: () => this.events.push({ atNs: this.#atNs, kind: "comment" }),
      foreign: (text) => this.#count(text),
    });
  }

  /**
   * Takes the bytes of one read, which came at `atNs`.
   * An event belongs to the read that completed it; what no blank line (or newline) has completed is no event (WHATWG HTML 9.2.6).
   * @returns the pieces that this read completed
   */
  feed(bytes: Uint8Array, atNs: number): readonly Piece[] {
    const before = this.pieces.length;
    this.#atNs = atNs;
    const text = this.#decoder.decode(bytes, { stream: true });
    // looked for in what is new alone: an event of a megabyte comes in dozens of reads
    const end = Math.max(...this.#format.lineEnds.map((lineEnd) => text.lastIndexOf(lineEnd))) + 1;
    if (end > 0) {
      this.#format.feed(this.#rest + text.slice(0, end));
      this.#rest = "";
    }
    this.#rest += text.slice(end);
    return this.pieces.slice(before);
  }

  /** The body has ended, in whatever way. */
  end(): void {
    if (this.#rest !== "" && !this.#format.mayBegin(this.#rest)) this.#count(this.#rest);
    this.#rest = "";
  }

  #take(said: Said, data: string): void {
    const atNs = this.#atNs;
    if (said.kind === "foreign") this.#count(data);
    else if (said.kind !== "piece") this.events.push({ atNs, kind: said.kind });
    else this.pieces.push({ atNs, text: said.text, seq: said.seq, origin: said.origin });
  }

  #count(text: string): void {
    const { foreign } = this;
    foreign.bytes += Buffer.byteLength(text);
    if (foreign.sample.length < SAMPLE_CHARACTERS)
      foreign.sample = (foreign.sample + (foreign.sample === "" ? "" : "\n") + text).slice(0, SAMPLE_CHARACTERS);
  }
}
