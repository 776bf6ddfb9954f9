import * as v from "valibot";

/** What the path did to the stream, as the reader felt it. Decided in src/verdict/shape.ts from ratios, in this order of precedence. */
export const SHAPES = [
  "empty", // no token came, and nothing broke: inconclusive, unless expected and the model's log agrees that it sent none
  "refused", // an error status instead of the stream
  "replayed", // tokens that were sent before this reader asked
  "cut", // ended before the last token
  "queued", // the request itself waited; the stream was fine once it began
  "held", // everything at the end
  "batched", // in steps
  "stalled", // one silence that the model did not make, in a stream otherwise in pace
  "stretched", // slower than sent
  "delayed", // late, then in pace
  "streamed", // in pace
] as const;
export const Shape = v.picklist(SHAPES);
export type Shape = v.InferOutput<typeof Shape>;

/** How the response ended. */
export const ENDS = [
  "clean", // complete by its framing, end marker seen
  "silent", // complete by its framing, but the end marker is missing: truncation that looks like success
  "reset", // TCP reset
  "cut", // closed without the final chunk or before Content-Length
  "left", // the reader closed, as it was told
  "open", // still open when the reader's time was up
] as const;
export const End = v.picklist(ENDS);
export type End = v.InferOutput<typeof End>;

/** What an experiment is for. */
export const KINDS = [
  "fix", // broken seen broken, fixed seen fixed
  "innocent", // often blamed, and streams: `without` and `with`
  "placebo", // a popular setting that changes nothing: broken before and broken after
  "version", // the same file on several versions of the product
  "control", // calibrates the rig; every other verdict relies on it
] as const;
export const Kind = v.picklist(KINDS);
export type Kind = v.InferOutput<typeof Kind>;

/** `paced`: the mock keeps a schedule. `lockstep`: token n+1 waits for the reader's acknowledgement of n. */
export const PROOFS = ["paced", "lockstep"] as const;
export const Proof = v.picklist(PROOFS);
export type Proof = v.InferOutput<typeof Proof>;

export const VERDICTS = ["pass", "fail", "inconclusive"] as const;
export const VerdictWord = v.picklist(VERDICTS);
export type VerdictWord = v.InferOutput<typeof VerdictWord>;

/** What an experiment's pass says of a folklore claim. */
export const Settlement = v.picklist(["confirmed", "refuted", "partly"]);
export type Settlement = v.InferOutput<typeof Settlement>;

/** Kebab case: ids of experiments, layers, variants, sides, readers. They end up in file, host and project names. */
export const Id = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, "must be kebab-case (a-z, 0-9, single - or .)"),
);
