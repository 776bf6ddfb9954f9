import type { ReaderObservation } from "../../model/observation.ts";
import { sayBytes, sayCount, sayMs } from "../../model/say.ts";
import { sayBriefly, sayEnd, sayShape } from "./shape.ts";

/** What is said of a lane. */
export interface LaneWords {
  readonly ttft: string;
  /** The shape and what it means, in full and as short as it can be said. */
  readonly full: string;
  readonly brief: string;
  /** What the picture cannot show, a line each: the client's own words, bytes that no model sent, tokens that never arrived. */
  readonly notes: readonly string[];
}

/** Characters of somebody else's text that are shown. */
const SAMPLE = 60;

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
      ...(o.saying === null ? [] : [`the client says: ${oneLine(o.saying)}`]),
      ...(o.foreignBytes === 0 ? [] : [sayForeign(o)]),
      ...(o.undelivered === 0 ? [] : [`${sayCount(o.undelivered, "token")} sent and never delivered`]),
    ],
  };
}

function sayForeign({ foreignBytes, foreignSample }: ReaderObservation): string {
  const sample = oneLine(foreignSample);
  return `${sayBytes(foreignBytes)} that no model sent${sample === "" ? "" : `: ${sample}`}`;
}

/** Somebody else's text on one line, without what would move a terminal's cursor, cut with `...`. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  return line.length <= SAMPLE ? line : `${line.slice(0, SAMPLE - 3).trimEnd()}...`;
}
