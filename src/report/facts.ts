import type { ReaderMetrics } from "../model/result.ts";
import type { End, Shape } from "../model/words.ts";
import { sayBytes, sayCount, sayMs } from "../model/say.ts";

/** What stands to the right of a lane. */
export interface Facts {
  readonly ttft: string;
  /** The shape and what it means, in full and as short as it can be said. */
  readonly full: string;
  readonly brief: string;
}

/**
 * Says in words what a reader saw.
 * @param coding say the Content-Encoding, because not every lane of the picture has none
 */
export function factsOf(shape: Shape, m: ReaderMetrics, coding: boolean): Facts {
  const more = [
    ...(coding ? [m.contentEncoding ?? "not compressed"] : []),
    ...(m.end === "clean" || shape === "refused" ? [] : [sayEnd(m)]),
  ];
  return {
    ttft: m.ttftMs === null ? "" : `TTFT ${sayMs(m.ttftMs)}`,
    full: [sayShape(shape, m), ...more].join(", "),
    brief: [sayBriefly(shape, m), ...more].join(", "),
  };
}

/** A shape for a newcomer, with the numbers that carry it. */
function sayShape(shape: Shape, m: ReaderMetrics): string {
  switch (shape) {
    case "streamed":
      return `streamed, ${sayBatches(m)}`;
    case "held":
      return `held to the end, ${sayBatches(m)}`;
    case "batched":
      return `batched, ${sayCount(m.batches, "step")}${m.stepBytes === null ? "" : ` of ${sayBytes(m.stepBytes)}`}${sayTokensPerStep(m)}`;
    case "stretched":
      return m.spanRatio === null ? "slower than sent" : `stretched to ${m.spanRatio.toFixed(1)} times its length`;
    case "stalled":
      if (m.tokens < m.tokensPlanned) return `stalled after ${m.tokens} of ${sayCount(m.tokensPlanned, "token")}`;
      return `stalled for ${sayMs(m.itlMs.max ?? 0)}, else in pace`;
    case "delayed":
      return `delayed by ${sayMs(m.holdMs.p50 ?? 0)}, then in pace`;
    case "queued":
      return `queued for ${sayMs(m.queueMs ?? 0)}, then in pace`;
    case "replayed":
      return `replayed, ${sayCount(m.tokensReplayed, "token")} from before its request`;
    case "cut":
      return `cut after ${m.tokens} of ${sayCount(m.tokensPlanned, "token")}`;
    case "refused":
      return `refused, status ${m.status ?? "none"}`;
    case "empty":
      return "no token came";
  }
}

function sayBriefly(shape: Shape, m: ReaderMetrics): string {
  if (shape === "streamed") return "streamed";
  if (shape === "held") return "held to the end";
  if (shape === "batched") return `batched, ${sayCount(m.batches, "step")}`;
  return sayShape(shape, m).replace(/, (then|else) in pace$/, "");
}

function sayBatches(m: ReaderMetrics): string {
  return sayCount(m.batches, "batch", "batches");
}

function sayTokensPerStep(m: ReaderMetrics): string {
  return m.tokensPerBatch === null ? "" : ` (${sayCount(m.tokensPerBatch, "token")})`;
}

function sayEnd(m: ReaderMetrics): string {
  const ends: Record<End, string> = {
    clean: "clean end",
    silent: "ended without its end marker",
    reset: "connection reset",
    cut: "closed in the middle",
    left: "reader left",
    open: `still open after ${sayMs(m.endedMs)}`,
  };
  return ends[m.end];
}

/** Colour of a shape: what a reader wants to see, and what nobody does. */
export function styleOf(shape: Shape | null): "green" | "red" | "yellow" {
  if (shape === "streamed") return "green";
  return shape === null ? "yellow" : "red";
}
