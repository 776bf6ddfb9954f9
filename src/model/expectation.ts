import * as v from "valibot";
import { Id, End, Handshake, Place, Shape } from "./words.ts";

/** An inclusive range; one bound may be left out. */
export const Range = v.strictObject({ min: v.optional(v.number()), max: v.optional(v.number()) });
export type Range = v.InferOutput<typeof Range>;

/** A header's value: exactly this text, `{ like }` a regular expression that it matches, or null: the header is not there. */
export const HeaderExpectation = v.nullable(v.union([v.string(), v.strictObject({ like: v.string() })]));
export type HeaderExpectation = v.InferOutput<typeof HeaderExpectation>;

/** What one reader must see. Each field has its own pure judge in src/verdict; a field left out is not judged. */
const readerFields = {
  shape: v.optional(Shape),
  /** Left out: what the shape implies (a whole answer ends `clean`; a reader that is told to leave, `left`); no shape, no end. */
  end: v.optional(End),
  /** The client's own words for how it ended: a regular expression. */
  error: v.optional(v.string()),
  status: v.optional(v.number()),
  /** Tokens received. */
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
  /** Response headers as this reader got them, names in lower case. */
  responseHeaders: v.optional(v.record(v.string(), HeaderExpectation)),
  /** Text that the reader put together against the text that was sent to it. */
  text: v.optional(v.picklist(["identical", "different"])),
  /** Whose generation the tokens belong to: this reader's own, or another's. */
  tokensOf: v.optional(v.picklist(["own", "other"])),
  /** Of a `held` answer: the token from which on everything came together at the end (1: all of it). */
  heldFromToken: v.optional(Range),
  /** The longest silence that the model did not make. */
  silenceMs: v.optional(Range),
  /** Median size of the groups in which tokens arrived. */
  tokensPerBatch: v.optional(Range),
  /** Bytes of the body as the client gave them out: the probe's are those on the wire, the others decode (reader-kit/README.md). */
  bodyBytes: v.optional(Range),
  /** Bytes of a step of a `batched` answer, the smallest and the largest full one (as sent by the mock). */
  stepBytes: v.optional(Range),
  /** Bytes that no model sent. */
  foreignBytes: v.optional(Range),
  /** Tokens sent to this reader that never arrived although no connection broke while they were on their way. */
  undelivered: v.optional(Range),
  /** From the end of the read to the moment when the model heard of it (its connection closed); the model never heard: not in any range. */
  toldMs: v.optional(Range),
};
export const ReaderExpectation = v.strictObject(readerFields);
export type ReaderExpectation = v.InferOutput<typeof ReaderExpectation>;

/**
 * What some of many readers must see, where each by name would be a list of eight: those with a place in the order of their first tokens
 * (`rank`, from 1), or at least or at most a `share` (0 to 1) of all.
 */
export const CrowdExpectation = v.strictObject({
  ...readerFields,
  rank: v.optional(v.strictObject({ from: v.number(), to: v.number() })),
  share: v.optional(Range),
});
export type CrowdExpectation = v.InferOutput<typeof CrowdExpectation>;

/** Of a layer's log, within the run: a regular expression that one line must match; or also one that no line may match. */
export const LogExpectation = v.union([
  v.string(),
  v.strictObject({ some: v.optional(v.string()), none: v.optional(v.string()) }),
]);
export type LogExpectation = v.InferOutput<typeof LogExpectation>;

/** What a side must be seen as. The reader fields stand here when there is one reader, or for all of them. */
export const Expectation = v.strictObject({
  ...readerFields,
  /** By reader name, where readers differ; overrides the fields above. */
  readers: v.optional(v.record(Id, ReaderExpectation)),
  /** Of a crowd. */
  crowd: v.optional(v.array(CrowdExpectation)),
  /** Requests of this run that reached the model. */
  requests: v.optional(v.number()),
  /** How many of them generated at least one token, sent or for nobody. */
  generations: v.optional(v.number()),
  /** Tokens generated after the model's connection was closed, or after the reader had left: work for nobody. */
  tokensForNobody: v.optional(Range),
  /** Headers of the first request as the model got it, past every layer; names in lower case. */
  requestHeaders: v.optional(v.record(v.string(), HeaderExpectation)),
  /** HTTP version of the first request as the model got it. */
  requestHttpVersion: v.optional(v.string()),
  /** By layer: peak memory of its largest process since it started (VmHWM), MB of 10^6 bytes. */
  peakMemoryMb: v.optional(v.record(Place, Range)),
  logs: v.optional(v.record(Place, LogExpectation)),
  /** The hops that packets name as holding in the paced run, no more and no fewer. Default: what shape and layer under test imply (src/verdict/hops.ts). */
  hops: v.optional(v.pipe(v.array(Place), v.minLength(1))),
  /** How the handshake went. Default: what the shape implies. */
  lockstep: v.optional(Handshake),
  /** Bytes outstanding when the path let go, in lockstep: the hold threshold is at most this, and more than this less the last event. */
  holdBytes: v.optional(Range),
});
export type Expectation = v.InferOutput<typeof Expectation>;
