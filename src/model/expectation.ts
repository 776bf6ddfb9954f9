import * as v from "valibot";
import { End, Shape } from "./words.ts";

/** An inclusive range; one bound may be left out. */
export const Range = v.strictObject({ min: v.optional(v.number()), max: v.optional(v.number()) });
export type Range = v.InferOutput<typeof Range>;

/** What one reader must see. Each field has its own pure judge in src/verdict/judges.ts; a field left out is not judged. */
const readerFields = {
  shape: v.optional(Shape),
  /** Default `clean`; `left` for a reader that is told to leave. */
  end: v.optional(End),
  status: v.optional(v.number()),
  /** Token events received. */
  tokens: v.optional(Range),
  /** First byte of the body, token or not (a comment, the header of a compressed stream). */
  ttfbMs: v.optional(Range),
  /** First token against the reader's own start. */
  ttftMs: v.optional(Range),
  /** When the response ended, against the reader's start. */
  endedMs: v.optional(Range),
  /** Response head at the reader before the model sent its first token, or only after. */
  headers: v.optional(v.picklist(["before-token", "with-token"])),
  /** Content-Encoding of the response; null: none. */
  contentEncoding: v.optional(v.nullable(v.string())),
  /** Text that the reader put together against the text that was sent to it. */
  text: v.optional(v.picklist(["identical", "different"])),
  /** Whose generation the tokens belong to: this reader's own, or another's. */
  tokensOf: v.optional(v.picklist(["own", "other"])),
  /** Median size of the groups in which tokens arrived. */
  tokensPerBatch: v.optional(Range),
  /** Bytes of the body as they came over the wire: compressed, if it was. */
  bodyBytes: v.optional(Range),
  /** Bytes of one step of a `batched` answer, the median over all full steps (as sent by the mock). */
  stepBytes: v.optional(Range),
};
export const ReaderExpectation = v.strictObject(readerFields);
export type ReaderExpectation = v.InferOutput<typeof ReaderExpectation>;

/** What a side must be seen as. The reader fields stand here when there is one reader, or for all of them. */
export const Expectation = v.strictObject({
  ...readerFields,
  /** By reader name, where readers differ; overrides the fields above. */
  readers: v.optional(v.record(v.string(), ReaderExpectation)),
  /** How many answers the model generated for this run. */
  generations: v.optional(v.number()),
  /** Tokens generated after the model's connection was closed, or after the reader had left: work for nobody. */
  tokensForNobody: v.optional(Range),
  /** By layer: peak memory of its largest process since it started (VmHWM), MB of 10^6 bytes. */
  peakMemoryMb: v.optional(v.record(v.string(), Range)),
  /** By layer: a regular expression that one line of its log must match. */
  logs: v.optional(v.record(v.string(), v.string())),
  /** How the handshake went: all acknowledged, stopped until the end, or stopped and let go at a threshold. Default: what the shape implies. */
  lockstep: v.optional(v.picklist(["acknowledged", "held", "let-go"])),
  /** Bytes outstanding when the path let go, in lockstep. */
  holdBytes: v.optional(Range),
});
export type Expectation = v.InferOutput<typeof Expectation>;
