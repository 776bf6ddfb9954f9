import type { ReaderObservation } from "../../model/observation.ts";
import type { End } from "../../model/words.ts";
import { sayBytes, sayCount, sayMs } from "../../model/say.ts";
import { sayEnd } from "./end.ts";
import { sayBriefly, sayShape } from "./shape.ts";
import { sayUnclear } from "./unclear.ts";

/** What is said of a lane. */
export interface LaneWords {
  readonly ttft: string;
  /** The shape and what it means, in full and as short as it can be said. */
  readonly full: string;
  readonly brief: string;
  /** What the picture cannot show, a line each: why it is unclear, the client's own words, bytes that no model sent, tokens that never arrived. */
  readonly notes: readonly string[];
}

/** Characters of somebody else's text that are shown: of a client's message, which is about the end, and of bytes, which may be any. */
const MESSAGE = 160;
const SAMPLE = 60;

/** Ends that need no words of the client: it has the whole answer, or was told to leave. */
const EXPECTED_ENDS: readonly End[] = ["clean", "left"];

/**
 * Says in words what a reader saw.
 * @param coding say the Content-Encoding, because not every lane of the picture has none
 */
export function laneWords(o: ReaderObservation, coding: boolean): LaneWords {
  const more = [
    ...(coding ? [o.contentEncoding ?? "not compressed"] : []),
    ...(o.end === "clean" || o.shape === "refused" ? [] : [sayEnd(o)]),
  ];
  return {
    ttft: o.ttftMs === null ? "" : `TTFT ${sayMs(o.ttftMs)}`,
    full: [sayShape(o), ...more].join(", "),
    brief: [sayBriefly(o), ...more].join(", "),
    notes: [
      ...(o.unclear === null ? [] : [sayUnclear(o, o.unclear)]),
      ...(o.saying === null || EXPECTED_ENDS.includes(o.end) ? [] : [`the client says: ${oneLine(o.saying, MESSAGE)}`]),
      ...(o.foreignBytes === 0 ? [] : [sayForeign(o)]),
      ...(o.undelivered === 0 ? [] : [`${sayCount(o.undelivered, "token")} sent and never delivered`]),
    ],
  };
}

function sayForeign({ foreignBytes, foreignSample }: ReaderObservation): string {
  const sample = oneLine(foreignSample, SAMPLE);
  return `${sayBytes(foreignBytes)} that no model sent${sample === "" ? "" : `: ${sample}`}`;
}

/** Somebody else's text on one line, without what would move a terminal's cursor, cut with `...`. */
function oneLine(text: string, most: number): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 3).trimEnd()}...`;
}
