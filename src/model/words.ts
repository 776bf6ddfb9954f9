import * as v from "valibot";

/** What the path did to the stream, as the reader felt it, compared with what the model sent. Decided in src/observe, in this order. */
export const SHAPES = [
  "refused", // an error status instead of the answer
  "empty", // no token, and nothing broke
  "corrupt", // tokens lost from the middle, doubled, out of order, or another text, in an answer that otherwise came to its end
  "replayed", // tokens that were sent before this reader asked
  "cut", // ended before the last token
  "held", // from token k on everything comes together at the end, however slowly the lump is let go
  "batched", // in steps
  "stalled", // one or more silences that the model did not make, in a stream otherwise in pace; or it never went on
  "stretched", // slower than sent, all along
  "delayed", // late, then in pace: by a constant, or the first part in one lump and the rest in pace
  "queued", // the request itself waited; the stream was fine once it began
  "streamed", // in pace
] as const;
export const Shape = v.picklist(SHAPES);
export type Shape = v.InferOutput<typeof Shape>;

/** What can be said of arrivals alone, where nobody knows when the model sent (a trace without a mock). Never a proof. */
export const LOOKS = ["looks streamed", "looks held", "looks stepped", "looks silent"] as const;
export const Look = v.picklist(LOOKS);
export type Look = v.InferOutput<typeof Look>;

/** How the response ended. */
export const ENDS = [
  "clean", // complete by its framing, end marker seen
  "silent", // complete by its framing, but the end marker is missing: truncation that looks like success
  "reset", // TCP RST, or RST_STREAM in HTTP/2
  "cut", // closed without the final chunk or before Content-Length, and nothing else
  "gave-up", // the client's own limit, refusal or decoding error; its words say which
  "left", // the reader closed, as it was told
  "open", // still open when the reader's time was up
] as const;
export const End = v.picklist(ENDS);
export type End = v.InferOutput<typeof End>;

/** How a read ended, as its reader maps its client's own words, once and from a closed list: `complete` is `clean` or `silent`. */
export const READ_ENDS = ["complete", "reset", "cut", "gave-up", "left", "time-up"] as const;
export const ReadEnd = v.picklist(READ_ENDS);
export type ReadEnd = v.InferOutput<typeof ReadEnd>;

/** What an experiment is for. */
export const KINDS = [
  "fix", // broken seen broken, fixed seen fixed
  "innocent", // often blamed, and streams: `without` and `with`
  "placebo", // a popular setting that changes nothing: broken before and broken after, beside a cure
  "version", // the same file on several versions of the product
  "control", // calibrates the rig; every other verdict relies on it
] as const;
export const Kind = v.picklist(KINDS);
export type Kind = v.InferOutput<typeof Kind>;

/** `paced`: the mock keeps a schedule. `lockstep`: token n+1 waits for the reader's acknowledgement of n. */
export const PROOFS = ["paced", "lockstep"] as const;
export const Proof = v.picklist(PROOFS);
export type Proof = v.InferOutput<typeof Proof>;

/** How the handshake of a lockstep run went. */
export const HANDSHAKES = [
  "acknowledged", // every token was acknowledged before the next one left
  "held", // stopped until the end of the answer
  "let-go", // stopped, and let go in the middle, at a threshold
  "broken-off", // neither finished nor let go
] as const;
export const Handshake = v.picklist(HANDSHAKES);
export type Handshake = v.InferOutput<typeof Handshake>;

export const VERDICTS = ["pass", "fail", "inconclusive"] as const;
export const VerdictWord = v.picklist(VERDICTS);
export type VerdictWord = v.InferOutput<typeof VerdictWord>;

/** What somebody has to look at first. */
export const WORST_FIRST = ["fail", "inconclusive", "pass"] as const satisfies readonly VerdictWord[];

/** How an answer is written. `openai`: Chat Completions chunks. `anthropic`: Messages events, with `ping` between them. */
export const DIALECTS = ["openai", "anthropic"] as const;
export const Dialect = v.picklist(DIALECTS);
export type Dialect = v.InferOutput<typeof Dialect>;

/** Where each dialect's requests go. */
export const DIALECT_TARGETS: Record<Dialect, string> = {
  openai: "/v1/chat/completions",
  anthropic: "/v1/messages",
};

/** Kebab case: ids of experiments, layers, variants, sides, readers. They end up in file, host and project names. */
export const Id = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, "must be kebab-case (a-z, 0-9, single - or .)"),
);

/** One place in a path: a layer, or a further instance of it (`nginx`, `nginx#2`). */
export const Place = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9]+([.-][a-z0-9]+)*(#[2-9])?$/,
    "must be a layer in kebab-case, or a further instance of it as in nginx#2",
  ),
);

/** The layer of a place: `nginx#2` -> `nginx`. */
export function layerOfPlace(place: string): string {
  return place.replace(/#\d$/, "");
}

/** The host name of a place: `nginx#2` -> `nginx-2`. */
export function hostOfPlace(place: string): string {
  return place.replace("#", "-");
}

/** The Compose project of what a run has started together. */
export function projectOf(run: string): string {
  return `lab-${run}`;
}
