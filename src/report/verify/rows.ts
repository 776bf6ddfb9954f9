import { sayCount } from "../../model/say.ts";
import type { LocationReport, LocationVerdict, VerifyFinding } from "../../verify/document.ts";
import { groupBy } from "../group.ts";
import type { Style } from "../terminal/format.ts";
import * as say from "./say.ts";

/** One line of a location: a word, and what it says. */
export interface Row {
  readonly label: string;
  readonly text: string;
  readonly style?: Style;
}

const COLOURS: Record<LocationVerdict, Style> = {
  ...{ streams: "green", holds: "red", loses: "red", cuts: "red" },
  ...{ refused: "yellow", "not-measured": "yellow", "not-reached": "yellow" },
};
/** Labels that stand below a location. */
export const LABELS = ["why", "cure", "or", "cuts", "no effect"];

/** All that a person reads of one location, its verdict first. */
export function rowsOf(location: LocationReport, file: string): Row[] {
  const { limits, noEffect, findings } = location;
  return [
    ...verdictRows(location),
    ...findings.flatMap((finding) => findingRows(finding, location, file)),
    ...limits.map((limit) => ({
      label: "cuts",
      text: `${say.sayLimit(limit)}   ${say.sayLimitProof(limit, file)}`,
    })),
    ...(noEffect.length === 0
      ? []
      : [{ label: "no effect", text: `${sayLines(noEffect, file)}: ${noEffect.map(({ text }) => text).join(", ")}` }]),
  ];
}

function verdictRows(location: LocationReport): Row[] {
  const { verdict, why, cells, holds, example } = location;
  const style = COLOURS[verdict];
  const asked = example === null || example === location.location ? "" : `, asked for ${example}`;
  const measured = cells === 0 ? "" : `${sayCount(cells, "request")}${asked}`;
  const word = { label: say.sayVerdict(verdict), style };
  const reason = [why, measured].filter(Boolean).join("; ");
  if (verdict !== "holds" || holds.length === 0) return [{ ...word, text: reason }];
  const rows = say.sayHolds(holds).map(({ held, when }) => ({ label: held, text: when, style }));
  return reason === "" ? rows : [...rows.slice(0, -1), { ...rows.at(-1)!, text: `${rows.at(-1)!.text}; ${reason}` }];
}

function findingRows(finding: VerifyFinding, { cells, holds }: LocationReport, file: string): Row[] {
  const { cures, seen, by, experiment } = finding;
  const told = holds.some((each) => say.sayHeld(each) === seen);
  const facts = [say.sayFinding(finding, file), ...(told ? [] : [`seen: ${seen}`]), say.CURED_BY[by]];
  const none = { label: "cure", text: "none of the changes that were tried cures it" };
  return [
    { label: "why", text: `${facts.filter(Boolean).join("; ")}   (./lab run ${experiment})` },
    ...cures.map((cure, index) => ({
      label: index === 0 ? "cure" : "or",
      text: `${cure.text}   measured: ${cure.seen}`,
      style: "green" as const,
    })),
    ...(cures.length === 0 && cells > 0 ? [none] : []),
  ];
}

/** `lines 44, 45, 47`, by file. */
function sayLines(places: LocationReport["noEffect"], main: string): string {
  return [...groupBy(places, ({ file }) => file)]
    .map(([file, own]) => {
      const lines = `${own.length === 1 ? "line" : "lines"} ${own.map(({ line }) => line).join(", ")}`;
      return file === main ? lines : `${file} ${lines}`;
    })
    .join("; ");
}
