import { sayMs } from "../../model/say.ts";
import type { Difference, UrlDocument, UrlReading } from "./document.ts";

/** Below this a difference is noise, ms, whatever the answers' own: people feel a quarter of a second. */
const MIN_NOISE_MS = 250;
/** ... or as many times what two answers of one URL differ by. */
const SPREADS = 2;
/** Of one answer no spread is known: then this share of the direct answer's wait counts as noise. */
const ALONE_SHARE = 1 / 2;

type Decision = Pick<UrlDocument, "word" | "says" | "exit" | "difference"> & { readonly notes: readonly string[] };

/** What a URL's own answers say, the worst first. */
export function decideAlone(readings: readonly UrlReading[]): Decision {
  const words = ["looks held", "looks stepped", "unknown", "in pace"] as const;
  const worst = words.flatMap((word) => readings.filter((reading) => reading.word === word))[0]!;
  const bad = worst.word === "looks held" || worst.word === "looks stepped";
  const paced = bad ? readings.filter(({ word }) => word === "in pace") : [];
  const notes = paced.length === 0 ? [] : [`${sayAsk(worst)} it ${worst.says}, ${sayAsk(paced[0]!)} it is in pace`];
  const exit = bad ? 1 : worst.word === "unknown" ? 2 : 0;
  return { word: worst.word, says: worst.says, exit, difference: null, notes };
}

/**
 * The difference decides: what only the URL does is done between it and the direct one. A model answers both alike, give or take its noise.
 * @param readings of both, at least one of each
 */
export function decideDirect(readings: readonly UrlReading[]): Decision {
  const own = readings.filter(({ of }) => of === "url");
  const direct = readings.filter(({ of }) => of === "direct");
  const alone = decideAlone(own);
  const behind = decideAlone(direct);
  const difference = differenceOf(
    own.filter(({ ask }) => ask === "plain"),
    direct,
  );
  const unknown = (note: string): Decision => ({
    ...{ word: "unknown", says: "cannot be known", exit: 2, notes: [note] },
    difference: { ...difference, decides: "unknown" },
  });
  if (behind.word === "unknown") return unknown("the direct URL tells nothing");
  if (alone.word === "unknown") return unknown("this URL tells nothing");
  if (behind.word !== "in pace" && alone.word !== "in pace") {
    return unknown(`the direct URL ${behind.says} too: what does it is there, or behind it`);
  }
  if (alone.word !== "in pace") {
    const note = `the direct URL is in pace: what lies between the two does it`;
    return { ...alone, notes: [...alone.notes, note], difference: { ...difference, decides: "held between" } };
  }
  const later = `its first event came ${sayMs(difference.laterMs)} later than the direct URL's`;
  if (difference.decides === "held between") {
    const note = `${later}, and ${sayMs(difference.noiseMs)} would be noise: what lies between the two holds`;
    return { word: "looks held", says: "looks held", exit: 1, notes: [note], difference };
  }
  const note = `no difference beyond the noise of ${sayMs(difference.noiseMs)} to the direct URL`;
  return { ...alone, notes: [note], difference };
}

/** Every answer of one against every answer of the other: the least that is certain. */
function differenceOf(own: readonly UrlReading[], direct: readonly UrlReading[]): Difference {
  const [here, there] = [own, direct].map((all) => all.flatMap(({ firstMs }) => (firstMs === null ? [] : [firstMs])));
  if (here!.length === 0 || there!.length === 0) return { laterMs: 0, noiseMs: MIN_NOISE_MS, decides: "unknown" };
  const laterMs = Math.min(...here!) - Math.max(...there!);
  const spreads = [here!, there!].map((all) => Math.max(...all) - Math.min(...all));
  const alone = there!.length === 1 ? there![0]! * ALONE_SHARE : 0;
  const noiseMs = Math.max(MIN_NOISE_MS, alone, ...spreads.map((spread) => spread * SPREADS));
  return { laterMs, noiseMs, decides: laterMs > noiseMs ? "held between" : "no difference" };
}

/** `with compression offered`. */
export function sayAsk({ ask }: Pick<UrlReading, "ask">): string {
  return { plain: "asked plainly", compressed: "with compression offered", http2: "over HTTP/2" }[ask];
}
