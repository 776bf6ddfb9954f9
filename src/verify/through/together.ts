import { sayAsk } from "../url/compare.ts";
import { shownUrl } from "../url/options.ts";
import type { Wanted } from "../url/options.ts";
import type { ThroughDocument, ThroughReading, ThroughWord } from "./document.ts";

/** The worst first: of several readings it is the result. */
const WORST: readonly ThroughWord[] = ["loses", "holds", "unknown", "streams"];

/** All readings together. @param notes what was not tried */
export function documentOf(
  wanted: Wanted,
  model: string,
  readings: readonly ThroughReading[],
  sent: number,
  notes: readonly string[],
): ThroughDocument {
  const own = readings.filter(({ of }) => of === "url");
  const worst = WORST.flatMap((word) => own.filter((reading) => reading.word === word))[0]!;
  return {
    schemaVersion: 1,
    ...{ url: shownUrl(wanted.url), direct: wanted.direct && shownUrl(wanted.direct), model, sent, readings },
    ...{ word: worst.word, says: worst.says, notes: [...together(worst, readings), ...notes] },
    exit: worst.word === "streams" ? 0 : worst.word === "unknown" ? 2 : 1,
  };
}

/** What the readings say together. */
function together(worst: ThroughReading, readings: readonly ThroughReading[]): string[] {
  const fault = worst.word === "holds" || worst.word === "loses";
  const right = readings.find(({ of, word }) => of === "url" && word === "streams");
  const direct = readings.find(({ of }) => of === "direct");
  const more = readings.find(({ model }) => model.streams + model.wholes > 1);
  return [
    ...(fault && right !== undefined ? [`${sayAsk(worst)} it ${worst.says}, ${sayAsk(right)} it streams`] : []),
    ...(fault && direct !== undefined ? [besides(direct)] : []),
    ...(more === undefined
      ? []
      : [
          `the model was asked ${more.model.streams + more.model.wholes} times for one question; the words of one answer came`,
        ]),
  ];
}

function besides({ word, says }: ThroughReading): string {
  if (word === "streams") return "the direct URL streams: what lies between the two does it";
  if (word === "unknown") return "the direct URL tells nothing";
  return `the direct URL ${says} too: what does it is there, or behind it`;
}
