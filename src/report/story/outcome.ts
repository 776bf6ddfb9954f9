import type { SideVerdict, VerdictDocument } from "../../model/result.ts";
import { sayDoubt } from "../say/doubt.ts";
import { sayFinding } from "../say/finding.ts";
import { shownRun } from "./readers.ts";

/** What a layer's own log says, where the subject asked for it: `broken, nginx: upstream timed out`. */
export function quotesOf({ sides }: Pick<VerdictDocument, "sides">): string[] {
  return Object.entries(sides).flatMap(([name, { judgement }]) =>
    Object.entries(judgement.quotes).map(([place, line]) => `${name}, ${place}: ${line}`),
  );
}

/** Each finding that is not as expected, of the sides that failed. */
export function failedOf({ sides }: Pick<VerdictDocument, "sides">): string[] {
  return Object.entries(sides).flatMap(([name, side]) => {
    if (side.judgement.verdict !== "fail") return [];
    const wrong = side.judgement.findings.filter((finding) => !finding.ok);
    return wrong.map((finding) => `${name}: ${sayFinding(finding, hasSeveralReaders(side))}`);
  });
}

/** Why it cannot be told: what is about the whole, then each side that could not be judged. */
export function unclearOf({ doubts, sides }: Pick<VerdictDocument, "doubts" | "sides">): string[] {
  return [
    ...doubts.map(sayDoubt),
    ...Object.entries(sides).flatMap(([name, { judgement }]) =>
      judgement.doubts.map((doubt) => `${name}: ${sayDoubt(doubt)}`),
    ),
  ];
}

function hasSeveralReaders({ observation }: SideVerdict): boolean {
  return Object.keys(shownRun(observation.runs)?.readers ?? {}).length > 1;
}
