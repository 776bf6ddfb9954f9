import type { ReaderObservation, Steps } from "../../model/observation.ts";
import { sayBytes, sayCount, sayMs } from "../../model/say.ts";
import { LOOKS } from "../../model/words.ts";
import type { Look, Shape } from "../../model/words.ts";

/** What a side or a reader looks like to a person: as it should, as nobody wants it, or not to be told. */
export type Tone = "good" | "bad" | "unclear";

/** A shape in a word or two, as it is counted: `held`, `refused (503)`, `unclear`. Readers with different status never share one. */
export function sayKind({ shape, status }: Pick<ReaderObservation, "shape" | "status">): string {
  if (shape === "refused") return `refused (${status ?? "no status"})`;
  return shape ?? "unclear";
}

/** Tone of a shape. */
export function toneOf(shape: ReaderObservation["shape"]): Tone {
  if (shape === null) return "unclear";
  return shape === "streamed" || shape === "looks streamed" ? "good" : "bad";
}

/** A shape for a newcomer, with the numbers that carry it. Never an unproved word without saying so. */
export function sayShape(o: ReaderObservation): string {
  if (o.shape === null) return "unclear";
  return isLook(o.shape) ? sayLook(o.shape, o) : sayProved(o.shape, o);
}

function isLook(shape: Shape | Look): shape is Look {
  return LOOKS.some((look) => look === shape);
}

function sayLook(look: Look, o: ReaderObservation): string {
  const from = look === "looks held" ? sayHeldFrom(o) : "";
  return `${look}${from} (unproved), ${look === "looks stepped" ? saySteps(o) : sayBatches(o)}`;
}

function sayProved(shape: Shape, o: ReaderObservation): string {
  switch (shape) {
    case "streamed":
      return `streamed, ${sayBatches(o)}`;
    case "held":
      return `held${sayHeldFrom(o)}, ${sayBatches(o)}`;
    case "batched":
      return `batched, ${saySteps(o)}`;
    case "stretched":
      return o.spanRatio === null ? "slower than sent" : `stretched to ${o.spanRatio.toFixed(1)} times its length`;
    case "stalled":
      return sayStalled(o);
    case "delayed":
      return sayDelayed(o);
    case "queued":
      return `queued for ${sayMs(o.queueMs ?? 0)}, then in pace`;
    case "replayed":
      return `replayed, ${sayCount(o.tokensReplayed, "token")} from before its request`;
    case "cut":
      return `cut after ${sayTokensOf(o)}`;
    case "corrupt":
      return `corrupt, ${sayCorruption(o)}`;
    case "refused":
      return `refused, status ${o.status ?? "none"} after ${sayMs(o.headersMs ?? o.endedMs)}`;
    case "empty":
      return "no token came";
  }
}

/** The same without what the picture shows as well, for a narrow page. */
export function sayBriefly(o: ReaderObservation): string {
  if (o.shape === "streamed") return "streamed";
  if (o.shape === "held") return `held${sayHeldFrom(o)}`;
  if (o.shape === "batched") return `batched, ${sayCount(o.batches, "step")}`;
  if (o.shape !== null && isLook(o.shape)) return `${o.shape} (unproved)`;
  return sayShape(o)
    .replace(/, (then|else) in pace$/, "")
    .replace(/: the first part in one lump$/, "");
}

function sayHeldFrom({ heldFromToken, shape }: ReaderObservation): string {
  if (heldFromToken !== null && heldFromToken > 1) return ` from token ${heldFromToken} on`;
  return shape === "held" ? " to the end" : "";
}

function sayBatches({ batches }: ReaderObservation): string {
  return sayCount(batches, "batch", "batches");
}

/** `3 steps of 1.3 KB (8 tokens)`; unequal ones from the smallest to the largest. */
function saySteps({ batches, steps, tokensPerBatch }: ReaderObservation): string {
  const tokens = tokensPerBatch === null ? "" : ` (${sayCount(tokensPerBatch, "token")})`;
  return `${sayCount(batches, "step")}${steps === null ? "" : ` of ${sayStepBytes(steps)}`}${tokens}`;
}

/** Sizes of the full steps: `1.3 KB`, or `1.3 KB to 4.0 KB`. A median of unequal steps would be the size of none. */
export function sayStepBytes({ minBytes, maxBytes }: Pick<Steps, "minBytes" | "maxBytes">): string {
  const [least, most] = [sayBytes(minBytes), sayBytes(maxBytes)];
  return least === most ? least : `${least} to ${most}`;
}

function sayStalled(o: ReaderObservation): string {
  if (o.tokensPlanned !== null && o.tokens < o.tokensPlanned && o.end !== "clean")
    return `stalled after ${sayTokensOf(o)}`;
  const where = o.silenceBeforeToken === null ? "" : ` before token ${o.silenceBeforeToken}`;
  return `stalled for ${sayMs(o.silenceMs ?? 0)}${where}, else in pace`;
}

/**
 * By a constant, every token is late by about the least; where the first part came in one lump, the least is that of a token in pace, and
 * the first token was late by the most.
 */
function sayDelayed({ delayMs, holdMs }: ReaderObservation): string {
  const [leastMs, mostMs] = [delayMs ?? 0, holdMs.max ?? 0];
  if (leastMs >= mostMs / 2) return `delayed by ${sayMs(leastMs)}, then in pace`;
  return `delayed by up to ${sayMs(mostMs)}: the first part in one lump, then in pace`;
}

/** What is wrong with an answer: `2 lost, 1 doubled`; nothing of that: its text. */
export function sayCorruption({
  lost,
  doubled,
  outOfOrder,
}: Pick<ReaderObservation, "lost" | "doubled" | "outOfOrder">): string {
  const counts = { lost, doubled, "out of order": outOfOrder };
  const said = Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
  return said.length === 0 ? "another text" : said.join(", ");
}

/** `20 of 24 tokens`. */
export function sayTokensOf({ tokens, tokensPlanned }: Pick<ReaderObservation, "tokens" | "tokensPlanned">): string {
  return tokensPlanned === null ? sayCount(tokens, "token") : `${tokens} of ${sayCount(tokensPlanned, "token")}`;
}
