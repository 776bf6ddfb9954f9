import * as v from "valibot";
import { Ms, TokenCount, TokenNumber } from "./scenario.ts";
import { Dialect, ReadEnd } from "./words.ts";

const Ns = v.pipe(v.number(), v.minValue(0));

/**
 * What one reader is told: the body of `POST /read` on every reader layer (probe, curl, a Python client, a browser, an SDK).
 * The answer is NDJSON: `{"pieces":[[seq, atNs], ...]}` while it reads (for the live view; seq null where a piece has no number), at last
 * `{"record": ReadRecord}`.
 */
export const ReadPlan = v.strictObject({
  runId: v.string(),
  /** Name of this reader within its side. */
  reader: v.string(),
  /** Where the path begins, seen from the reader's container. */
  url: v.string(),
  method: v.picklist(["GET", "POST"]),
  /** Request headers as they are sent. No Accept-Encoding here means none on the wire, which is not the same as `identity`. */
  headers: v.record(v.string(), v.string()),
  /** The request body; null with GET. */
  body: v.nullable(v.string()),
  httpVersion: v.picklist(["1.0", "1.1", "2"]),
  /** How the answer is written, and how its body is cut into events: the mock's `format`. */
  dialect: Dialect,
  format: v.picklist(["sse", "ndjson", "text"]),
  /** Start at this point of CLOCK_MONOTONIC; 0: at once. */
  startAtNs: Ns,
  /** Leave after so many pieces of text, or so long after the start: over HTTP/1 by closing the connection, over HTTP/2 by resetting the stream. */
  leave: v.nullable(v.union([v.strictObject({ afterToken: TokenCount }), v.strictObject({ afterMs: Ms })])),
  /** Lockstep: PUT `<ackUrl>/<seq>` after each numbered piece, `<ackUrl>/text/<bytes>` (UTF-8 bytes of all text so far) after any other. */
  ackUrl: v.nullable(v.string()),
  /** Read no faster than this; null: as fast as it comes. */
  bytesPerSecond: v.nullable(v.pipe(v.number(), v.minValue(1))),
  /** Hard limit of the whole read, so that a hung path ends: what has come until then is the record. */
  timeoutMs: Ms,
});
export type ReadPlan = v.InferOutput<typeof ReadPlan>;

/** A non-empty piece of the answer's text, as the client gave it out. It may be a token, several, or a part of one. */
export const Piece = v.strictObject({
  atNs: Ns,
  text: v.string(),
  /** The mock's own number of this token, where it survived the path; null: the text has to tell. */
  seq: v.nullable(TokenNumber),
  /** Run and generation whose token it is (wire.ts, originName); null where the path or the dialect has lost it. */
  origin: v.nullable(v.string()),
});
export type Piece = v.InferOutput<typeof Piece>;

/** An event that brings no text. */
export const ReadEvent = v.strictObject({
  atNs: Ns,
  /** `done`: the end marker; `control`: belongs to the dialect (role, ping, usage, message_start); `comment`: an SSE comment; `other`: unknown. */
  kind: v.picklist(["done", "control", "comment", "other"]),
});
export type ReadEvent = v.InferOutput<typeof ReadEvent>;

/** The raw record of one read. It decides nothing: ends and shapes are derived from it by pure functions. */
export const ReadRecord = v.strictObject({
  reader: v.string(),
  /** Before the connection was opened. */
  startedAtNs: Ns,
  /** The connection stood, and the request was about to be written; null: no connection, or the client does not tell. */
  requestSentAtNs: v.nullable(Ns),
  headersAtNs: v.nullable(Ns),
  status: v.nullable(v.number()),
  responseHeaders: v.record(v.string(), v.string()),
  /** Every data callback, bytes as the client gives them out: before content decoding only the probe's. Empty where it hands out text only. */
  reads: v.array(v.strictObject({ atNs: Ns, bytes: v.number() })),
  pieces: v.array(Piece),
  events: v.array(ReadEvent),
  /** Bytes of the decoded body that no model sent: a second HTTP response, an error page, a banner within the answer; and how they begin. */
  foreign: v.strictObject({ bytes: v.number(), sample: v.string() }),
  endedAtNs: Ns,
  end: ReadEnd,
  /** The client's own words for an end that is not `complete`: `ECONNRESET`, `curl: (18) transfer closed ...`; null: it has none. */
  saying: v.nullable(v.string()),
  /** Worst event-loop delay of the reader's process during this read: how late its own stamps can be. */
  loopDelayMaxMs: v.number(),
});
export type ReadRecord = v.InferOutput<typeof ReadRecord>;
