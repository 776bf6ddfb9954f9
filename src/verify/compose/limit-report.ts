import type { LimitReport, LocationReport, VerifyFinding } from "../document.ts";
import { ANSWER_S, SILENCE_S, WAITED_MORE_MS } from "../thresholds.ts";
import type { LimitTried } from "./limits.ts";
import type { ServiceFacts } from "./report.ts";

/** What a location says of its limits. */
export type LimitsSaid = Required<Pick<LocationReport, "limits" | "findings" | "withstood">>;

/** A limit that was seen, and the service that has it. */
interface CutSeen {
  readonly tried: LimitTried;
  /** The innermost one that cuts. */
  readonly culprit: LimitTried;
  /** The next one behind it, which was asked the same and did not cut; null: none was. */
  readonly streams: LimitTried | null;
  /** Services behind the entry were asked by themselves. */
  readonly lookedInside: boolean;
}

/**
 * The limits of a stack as its entry showed them, each at the service that has it.
 * @param proved limits of the entry's own config that were seen in a copy
 */
export function limitsSaid(
  all: readonly LimitTried[],
  facts: (service: string) => ServiceFacts,
  proved: readonly LimitReport[] = [],
): LimitsSaid {
  const [first] = all;
  if (first === undefined) return { limits: [], findings: [], withstood: undefined };
  const own = all.filter(({ entry }) => entry === first.entry);
  const cuts = own.filter(({ came }) => came === "cut").map((tried) => cutOf(tried, all));
  const kindsOf = (came: LimitTried["came"]): LimitReport["kind"][] =>
    own.filter((tried) => tried.came === came).map(({ kind }) => kind);
  return {
    limits: [
      ...cuts.map((cut) => limitOf(cut, facts)),
      ...unseen(own, facts(first.entry.service).limits ?? []).map((limit) => proved.find(isSame(limit)) ?? limit),
    ],
    findings: oneEach(cuts).flatMap((group) => findingOf(group, facts) ?? []),
    withstood: {
      ...{ seconds: first.triedS, passed: kindsOf("passed"), unknown: kindsOf("unknown") },
      // what cuts has its own
      next: cuts.length > 0 ? null : facts(first.entry.service).next,
    },
  };
}

function isSame(one: LimitReport): (other: LimitReport) => boolean {
  return ({ kind, seconds, line }) => kind === one.kind && seconds === one.seconds && line === one.line;
}

/** Limits of the entry's own config that nothing has shown, and nothing has refuted. */
function unseen(own: readonly LimitTried[], read: readonly LimitReport[]): LimitReport[] {
  return read.filter(({ kind, seconds }) => {
    const tried = own.find((each) => each.kind === kind);
    return tried?.came !== "cut" && (tried?.came !== "passed" || seconds > tried.triedS);
  });
}

function cutOf(tried: LimitTried, all: readonly LimitTried[]): CutSeen {
  const same = all.filter(({ kind }) => kind === tried.kind);
  const at = same.findLastIndex(({ came }) => came === "cut");
  const streams = same.slice(at + 1).find(({ came }) => came === "passed") ?? null;
  return { tried, culprit: same[at]!, streams, lookedInside: same.length > 1 };
}

function limitOf({ tried, culprit }: CutSeen, facts: (service: string) => ServiceFacts): LimitReport {
  const { file, line } = facts(culprit.entry.service).at;
  return { kind: tried.kind, seconds: tried.cutS!, file, line, proof: "waited" };
}

/** What limits a silence limits the wait for the first byte too, as a rule: of one service and one length that is one finding. */
function oneEach(cuts: readonly CutSeen[]): CutSeen[][] {
  const keyOf = ({ tried, culprit }: CutSeen): string =>
    `${culprit.entry.service} ${tried.cutS} ${tried.kind === "total"}`;
  const groups = [...Map.groupBy(cuts, keyOf).values()];
  return groups.map((group) => group.toSorted((a) => (a.tried.kind === "headers" ? 1 : -1)));
}

const SAYS: Record<LimitReport["kind"], string> = {
  idle: "cuts the answer after a silence of",
  headers: "gives the answer up when nothing has come for",
  total: "cuts every answer after",
};

/** Null: it is told among the limits, and is no fault. */
function findingOf(group: readonly CutSeen[], facts: (service: string) => ServiceFacts): VerifyFinding | null {
  const [{ tried, culprit, streams, lookedInside }, ...more] = group as [CutSeen, ...CutSeen[]];
  if (!isFault(tried)) return null;
  const { service } = culprit.entry;
  const { at, calls, next } = facts(service);
  const who = lookedInside ? service : `${service}, or a service behind it,`;
  const too = more.length > 0 ? ", before the first byte too" : "";
  const behind = streams === null ? "" : `; asked at ${streams.entry.service}:${streams.entry.port} it is not cut`;
  return {
    ...{ rule: "compose/cuts", level: "error", file: at.file, line: at.line, text: at.text },
    message: `${who} ${SAYS[tried.kind]} ${tried.cutS} s${too}${behind}`,
    ...{ seen: `cut after ${tried.cutS} s`, cures: [], by: calls ? "app" : "proxy", experiment: "", next },
  };
}

/** The rule stands with the thresholds: a limit of just so much is a fault, and what has such a limit may look once a second. */
function isFault({ kind, cutS }: LimitTried): boolean {
  return cutS! <= (kind === "total" ? ANSWER_S : SILENCE_S) + WAITED_MORE_MS / 1000;
}
