import type { ReaderObservation } from "../model/observation.ts";
import { sayCount, sayMs } from "../model/say.ts";
import { sayEnd } from "./say/end.ts";
import { sayCorruption, sayKind, sayTokensOf } from "./say/shape.ts";
import { sayUnclear } from "./say/unclear.ts";

/** What `./lab shape --json` prints. */
export interface ShapeDocument extends Pick<
  ReaderObservation,
  "shape" | "unclear" | "heldFromToken" | "tokens" | "doubled" | "lost" | "outOfOrder"
> {
  readonly planned: number | null;
  /** The longest silence that the model did not make, ms, and the token it came before; null: unknown when the model sent. */
  readonly silenceMs: number | null;
  readonly silenceBeforeToken: number | null;
  readonly sentence: string;
}

/** What the sentence tells beyond the document. */
export interface AboutStamps extends Pick<
  ReaderObservation,
  "status" | "end" | "endedMs" | "early" | "earlyMs" | "queueMs"
> {
  readonly arrivals: number;
}

type Found = Omit<ShapeDocument, "sentence">;

/** One sentence for a person, with the figure that decided. */
export function sayStamps(found: Found, about: AboutStamps): string {
  const { heldFromToken, silenceMs, silenceBeforeToken } = found;
  const of = sayTokensOf({ tokens: found.tokens, tokensPlanned: found.planned });
  const silence = `the path was silent for ${sayMs(silenceMs)} before token ${silenceBeforeToken ?? 1}`;
  const from = heldFromToken === 1 ? "everything" : `everything from token ${heldFromToken} on`;
  switch (found.shape) {
    case null:
      return `It cannot be told: ${whyUnclear(found, about)}.`;
    case "refused":
      return `The answer is an error: status ${about.status ?? "none"}.`;
    case "empty":
      return "No token came, and nothing broke.";
    case "corrupt":
      return `The answer is not the one that was sent: ${sayCorruption(found)}.`;
    case "replayed":
      return "Most tokens were sent before the request: they come out of a store.";
    case "cut":
      return `The answer was cut after ${of}: ${sayEnd(about)}.`;
    case "held":
      return `The path kept ${from} until the end of the answer.`;
    case "batched":
      return `The ${of} came in steps.`;
    case "stalled":
      return `In a stream otherwise in pace, ${silence}.`;
    case "stretched":
      return `The ${of} came slower than they were sent, all along.`;
    case "delayed":
      return `Late, then in pace: ${silence}.`;
    case "queued":
      return `The request waited for ${sayMs(about.queueMs)}; then the stream was in pace.`;
    case "streamed":
      return `All ${of} came in pace; at the longest, ${silence}.`;
    case "looks streamed":
      return `The ${of} look streamed; without the times of sending that is no proof.`;
    case "looks held":
      return `It looks as if the path kept ${from}; without the times of sending that is no proof.`;
    case "looks stepped":
      return "It looks as if the tokens came in steps; a model that releases several at a time looks the same.";
    case "looks silent":
      return `A long silence among ${sayCount(about.arrivals, "arrival")}; whether the model made it cannot be known.`;
  }
}

/** Somebody else's stamps have no rig: what is too short for its resolution is said without it. */
function whyUnclear({ unclear, tokens, planned }: Found, about: AboutStamps): string {
  if (unclear === null || unclear === "below the rig's resolution")
    return `${sayTokensOf({ tokens, tokensPlanned: planned })} within too short a time to tell held from in time`;
  return sayUnclear({ ...about, tokens }, unclear);
}

/** The details, one a line, and the sentence. */
export function renderShape(found: ShapeDocument, about: Pick<AboutStamps, "status">): string {
  const rows: [string, string | null][] = [
    ["shape", found.shape === null ? `unclear (${found.unclear})` : sayKind({ ...found, ...about })],
    ["tokens", found.planned === null ? `${found.tokens}` : `${found.tokens} of ${found.planned}`],
    ["held from", found.heldFromToken === null ? null : `token ${found.heldFromToken}`],
    ["doubled", found.doubled === 0 ? null : `${found.doubled}`],
    ["lost", found.lost === 0 ? null : `${found.lost}`],
    ["order", found.outOfOrder === 0 ? null : `${found.outOfOrder} came before an earlier one`],
    ["silence", found.silenceMs === null ? null : `${sayMs(found.silenceMs)} before token ${found.silenceBeforeToken}`],
  ];
  const lines = rows.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(10)}${value}`]));
  return [...lines, "", found.sentence].join("\n");
}
