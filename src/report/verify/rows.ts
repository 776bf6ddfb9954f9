import { sayCount, sayMs } from "../../model/say.ts";
import { WAITED_ALL_S } from "../../verify/document.ts";
import type {
  LimitReport,
  LocationReport,
  LocationVerdict,
  VerifyDocument,
  VerifyFinding,
} from "../../verify/document.ts";
import { groupBy } from "../group.ts";
import { sayHop, sayPassage } from "../say/hop.ts";
import { longest } from "../terminal/format.ts";
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
export const LABELS = ["hop", "why", "cure", "or", "next", "cuts", "passes", "limits", "no effect"];

/** All that a person reads of one location, its verdict first. */
export function rowsOf(location: LocationReport, { file, unmeasured }: VerifyDocument): Row[] {
  const { limits, noEffect, findings } = location;
  const untold = limits.filter((limit) => !findings.some((finding) => tellsOf(finding, limit, location)));
  return [
    ...verdictRows(location),
    ...hopRows(location),
    ...findings.flatMap((finding) => findingRows(finding, location, file, !unmeasured)),
    ...together(untold).map(([limit, ...same]) => ({
      label: "cuts",
      text: `${say.sayLimit(limit!, same.length > 0)}   ${say.sayLimitProof(limit!, file)}`,
    })),
    ...passedRows(location),
    ...(noEffect.length === 0
      ? []
      : [
          {
            label: "no effect",
            text: `on the hold: ${sayLines(noEffect, file)}: ${noEffect.map(({ text }) => sayLine(text)).join(", ")}`,
          },
        ]),
  ];
}

/** What a stack has let pass, and what is not known of it. */
function passedRows({ withstood }: LocationReport): Row[] {
  if (withstood === undefined) return [];
  const { seconds, passed, unknown, next } = withstood;
  const ways = [
    seconds < WAITED_ALL_S ? `--wait: up to ${WAITED_ALL_S} s` : null,
    next === null ? null : `of its own config: ${next}`,
  ].filter(Boolean);
  const longer = ways.length === 0 ? "" : ` (${ways.join("; ")})`;
  const rows: Row[] = [];
  if (passed.length > 0) {
    const text = `${say.sayWithstood(passed, seconds)}; longer is not measured${longer}`;
    rows.push({ label: "passes", text });
  }
  if (unknown.length > 0) {
    rows.push({ label: "limits", text: `not measured: ${say.sayWithstood(unknown, seconds)}` });
  }
  return rows;
}

/** One line that limits silence also limits the wait for the first byte, in most products: said once, the silence first. */
export function together(limits: readonly LimitReport[]): readonly (readonly LimitReport[])[] {
  const keyOf = ({ kind, ...same }: LimitReport): string => JSON.stringify([same, kind === "total"]);
  const groups = [...groupBy(limits, keyOf).values()];
  return groups.map((group) => group.toSorted((a, b) => Number(a.kind === "headers") - Number(b.kind === "headers")));
}

/** A limit that is short enough to be a finding would stand there twice. */
function tellsOf(finding: VerifyFinding, { file, line, seconds }: LimitReport, location: LocationReport): boolean {
  const [ownFile, ownLine] = file === null ? [location.file, location.line] : [file, line];
  return finding.file === ownFile && finding.line === ownLine && finding.message.includes(` ${seconds} s`);
}

/** What packets say of each service, the outermost first. */
function hopRows({ hops: chain }: LocationReport): Row[] {
  if (chain === undefined) return [];
  const names = longest(chain.hops.map(({ hop }) => hop));
  const { name, steps, spanMs } = chain.origin;
  return [
    ...chain.hops.map((hop) => ({
      label: "hop",
      text: `${hop.hop.padEnd(names)} ${sayPassage(hop)}   ${sayHop(hop, chain)}`,
    })),
    { label: "hop", text: `${name} sent it in ${sayCount(steps, "step")} in ${sayMs(spanMs)}` },
  ];
}

function verdictRows(location: LocationReport): Row[] {
  const { verdict, why, cells, holds, example } = location;
  const style = COLOURS[verdict];
  const asked = example === null || example === say.sayLocation(location) ? "" : `, asked for ${example}`;
  const measured = cells === 0 ? "" : `${sayCount(cells, "request")}${asked}`;
  const word = { label: say.sayVerdict(verdict), style };
  const reason = [why, measured].filter(Boolean).join("; ");
  if (verdict !== "holds" || holds.length === 0) return [{ ...word, text: reason }];
  const rows = say.sayHolds(location).map(({ held, when }) => ({ label: held, text: when, style }));
  return reason === "" ? rows : [...rows.slice(0, -1), { ...rows.at(-1)!, text: `${rows.at(-1)!.text}; ${reason}` }];
}

/** @param measured false: what was seen is that it was read, which the head of the screen says */
function findingRows(finding: VerifyFinding, location: LocationReport, file: string, measured: boolean): Row[] {
  const { cures, seen, by, experiment, next } = finding;
  const limit = location.limits.find((each) => tellsOf(finding, each, location));
  const told = location.holds.length > 0 && seen.startsWith("holds");
  const facts = [say.sayFinding(finding, file), measured && !told ? `seen: ${seen}` : null, say.CURED_BY[by]];
  const proof = experiment === "" ? "" : `   (./lab run ${experiment})`;
  return [
    { label: limit === undefined ? "why" : "cuts", text: `${facts.filter(Boolean).join("; ")}${proof}` },
    ...cures.map((cure, index) => ({
      label: index === 0 ? "cure" : "or",
      text: `${cure.text}   measured: ${cure.seen}`,
      style: "green" as const,
    })),
    ...(measured && cures.length === 0 && next === undefined ? [{ label: "cure", text: sayUncured(limit) }] : []),
    ...(next == null ? [] : [{ label: "next", text: next }]),
  ];
}

/** That there is no cure; a limit's is only seen by waiting for the limit. */
function sayUncured(limit: LimitReport | undefined): string {
  if (limit === undefined || limit.proof === "waited") return "none was measured";
  if (limit.seconds <= WAITED_ALL_S) return `not tried: --wait waits the ${limit.seconds} s, and tries`;
  return `not tried: ${limit.seconds} s is longer than anything that is waited for (${WAITED_ALL_S} s)`;
}

/** A line of a config without what is said beside it. */
function sayLine(text: string): string {
  return text
    .replace(/\s+#.*$/u, "")
    .replace(/;$/u, "")
    .replace(/\s+/gu, " ");
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
