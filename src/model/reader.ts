import * as v from "valibot";
import { Ms, TokenCount, TokenNumber } from "./scenario.ts";

const Ns = v.pipe(v.number(), v.minValue(0));

/**
 * What one reader is told: the body of `POST /read` on every reader layer (probe, curl, a Python client, a browser).
 * The answer is NDJSON: `{"tokens":[[seq, atNs], ...]}` while it reads (for the live view), at last `{"record": ReadRecord}`.
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
  /** How the body is cut into events; the mock's `format`. */
  format: v.picklist(["sse", "ndjson", "text"]),
  /** Start at this point of CLOCK_MONOTONIC; 0: at once. */
  startAtNs: Ns,
  /** Close the connection after so many tokens, or so long after the start. */
  leave: v.nullable(v.union([v.strictObject({ afterToken: TokenCount }), v.strictObject({ afterMs: Ms })])),
  /** Lockstep: PUT `<ackUrl>/<seq>` after each token. */
  ackUrl: v.nullable(v.string()),
  /** Read no faster than this; null: as fast as it comes. */
  bytesPerSecond: v.nullable(v.pipe(v.number(), v.minValue(1))),
  /** Hard limit of the whole read, so that a hung path ends: what has come until then is the record. */
  timeoutMs: Ms,
});
export type ReadPlan = v.InferOutput<typeof ReadPlan>;

/** One decoded event. Everything that is not a token has no `seq`. */
export const ReadEvent = v.strictObject({
  atNs: Ns,
  kind: v.picklist(["token", "done", "usage", "comment", "other"]),
  seq: v.nullable(TokenNumber),
  /** Run and generation whose token it is, as `run.generation` in the event's `id`; null where the format has no room for it. */
  origin: v.nullable(v.string()),
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
  /** Every data callback, bytes as they came (before content decoding). */
  reads: v.array(v.strictObject({ atNs: Ns, bytes: v.number() })),
  events: v.array(ReadEvent),
  /** The concatenated content of all tokens. */
  text: v.string(),
  endedAtNs: Ns,
  /** The body was complete by its framing: final chunk, Content-Length reached, or a plain close of a close-delimited body. */
  complete: v.boolean(),
  /** Why the read ended otherwise: `ECONNRESET`, `UND_ERR_SOCKET`, `left`, `timeout` ...; null if complete. */
  errorCode: v.nullable(v.string()),
  /** Worst event-loop delay of the reader's process during this read: how late its own stamps can be. */
  loopDelayMaxMs: v.number(),
});
export type ReadRecord = v.InferOutput<typeof ReadRecord>;
