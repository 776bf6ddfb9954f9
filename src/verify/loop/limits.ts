import type { Act, Cell } from "../cell.ts";
import { WAITED_ALL_S } from "../document.ts";
import type { LimitReport } from "../document.ts";
import { editedFiles, keyOf } from "../edit.ts";
import { readersOf } from "../plan.ts";
import type { PlanContext } from "../plan.ts";
import type { Edit, Limit } from "../product.ts";
import { nextRound } from "../rounds.ts";
import type { Route } from "../route.ts";
import { secondsOf } from "../seconds.ts";
import { levelOf } from "../findings.ts";
import { SCALED_MS, SCALED_S, WAITED_MORE_MS, WAITED_S } from "../thresholds.ts";
import { stillShows } from "../truth.ts";
import type { Bench, Problem } from "./cure.ts";

/** A limit with its number read, and whether it was seen. */
export interface LimitSeen {
  readonly limit: Limit;
  readonly report: LimitReport;
}

/** The limits of a route as the config says them: read, not seen. */
export function readLimits({ limits }: Route): LimitSeen[] {
  return limits.flatMap((limit) => {
    const seconds = secondsOf(limit.seconds.value);
    if (seconds === null) return [];
    const at = limit.seconds.at;
    return [
      {
        limit,
        report: { kind: limit.kind, seconds, file: at?.file ?? null, line: at?.line ?? null, proof: "read" as const },
      },
    ];
  });
}

interface Scaling {
  readonly of: string;
  readonly edits: readonly Edit[];
  readonly route: Route;
  /** One line may set several limits: they are seen at once. */
  readonly reads: LimitSeen[];
}

/**
 * Proves which line decides, without waiting for it: in a copy that line says two seconds, and the answer must then be cut after two.
 * @returns by route, its limits; those that were seen with `scaled`
 */
export async function scaledLimits(
  routes: ReadonlyMap<Route, PlanContext>,
  base: readonly Edit[],
  bench: Bench,
): Promise<Map<Route, LimitSeen[]>> {
  const found = new Map([...routes.keys()].map((route) => [route, readLimits(route)]));
  const scalings = [...found].flatMap(([route, limits]) => scalingsOf(route, limits, bench.product));
  const proved = new Set<LimitSeen>();
  for (let waiting = scalings; waiting.length > 0;) {
    const round = nextRound(waiting) as Scaling[];
    const edits = round.flatMap((each) => each.edits);
    if ((await bench.change(editedFiles(bench.files, [...unlike(base, edits), ...edits]))) === null) {
      const tries = round.flatMap(({ route, reads }) => reads.map((read) => ({ route, read })));
      const seen = await Promise.all(tries.map(({ route, read }) => cuts(route, read, routes.get(route)!, bench)));
      tries.forEach(({ read }, index) => seen[index] && proved.add(read));
    }
    waiting = waiting.filter((each) => !round.includes(each));
  }
  const told = (each: LimitSeen): LimitSeen =>
    proved.has(each) ? { ...each, report: { ...each.report, proof: "scaled" } } : each;
  return new Map([...found].map(([route, limits]) => [route, limits.map(told)]));
}

function scalingsOf(route: Route, limits: readonly LimitSeen[], product: Bench["product"]): Scaling[] {
  const scalings = new Map<string, Scaling>();
  for (const read of limits) {
    const edit = product.scaled(route, read.limit, SCALED_S);
    if (edit === null) continue;
    const known = scalings.get(keyOf(edit).key) ?? { of: route.id, edits: [edit], route, reads: [] };
    known.reads.push(read);
    scalings.set(keyOf(edit).key, known);
  }
  return [...scalings.values()];
}

/** A cure may stand on the line that is scaled: then the scaled one stands there. */
function unlike(base: readonly Edit[], edits: readonly Edit[]): Edit[] {
  const lines = new Set(edits.flatMap((edit) => (edit.kind === "insert" ? [] : [`${edit.file}:${edit.line}`])));
  return base.filter((edit) => edit.kind === "insert" || !lines.has(`${edit.file}:${edit.line}`));
}

async function cuts(route: Route, read: LimitSeen, context: PlanContext, { stand }: Bench): Promise<boolean> {
  const cell = cutCell(route, context, actFor(read.limit.kind));
  const [seen] = await stand.measure(cell);
  if (seen === undefined || seen.reached === 0 || seen.endedMs === null) return false;
  const gaveUp =
    read.limit.kind === "headers" ? (seen.status ?? 500) >= 500 : seen.end === "cut" || seen.got < seen.sent;
  return (
    (gaveUp || seen.endedMs < SCALED_MS.silence - 500) && seen.endedMs > SCALED_MS.from && seen.endedMs < SCALED_MS.to
  );
}

function actFor(kind: Limit["kind"], silentMs: number = SCALED_MS.silence): Act {
  if (kind === "total") return { kind: "steady", gapMs: 100, forMs: silentMs };
  return { kind: "pause", first: kind === "headers", silentMs };
}

/** A limit that is short enough to be a fault, waited for: what it did is the fault's evidence. */
export interface CutSeen {
  readonly problem: Problem;
  readonly limit: LimitSeen;
}

function isWaitedFor(report: LimitReport, all: boolean): boolean {
  return report.seconds <= (all ? WAITED_ALL_S : levelOf(report) === "error" ? WAITED_S : 0);
}

/**
 * Waits for limits as long as they say, all at once: for those that are faults, or for all. What is too long to wait for is left out.
 * @param all also those that are no fault
 */
export async function waitedLimits(
  routes: ReadonlyMap<Route, PlanContext>,
  limits: ReadonlyMap<Route, readonly LimitSeen[]>,
  bench: Bench,
  all: boolean,
): Promise<CutSeen[]> {
  const short = [...limits].flatMap(([route, own]) =>
    [...new Map(own.map((limit) => [`${limit.report.file}:${limit.report.line}`, limit])).values()] // one each line
      .filter(({ report }) => isWaitedFor(report, all))
      .map((limit) => ({ route, limit, context: routes.get(route)! })),
  );
  if (short.length === 0 || (await bench.change(bench.files)) !== null) return [];
  const waited = await Promise.all(
    short.map(async ({ route, limit, context }): Promise<CutSeen[]> => {
      const act = actFor(limit.report.kind, limit.report.seconds * 1000 + WAITED_MORE_MS);
      const cell = cutCell(route, context, act);
      const measured = { cell, seen: await bench.stand.measure(cell) };
      if (!measured.seen.some(({ reached }) => reached > 0) || !stillShows("cuts", measured)) return [];
      const seen = `cut after ${((measured.seen[0]?.endedMs ?? 0) / 1000).toFixed(1)} s`;
      return [{ limit, problem: { route, fault: { fault: "cuts", by: [measured], seen } } }];
    }),
  );
  return waited.flat();
}

function cutCell(route: Route, context: PlanContext, act: Act): Cell {
  const reader = readersOf(route, context, context.method ?? "POST")[0]!;
  return {
    ...{ id: `limit ${act.kind}`, reader, act },
    origin: { framing: "chunked", contentType: "text/event-stream", coding: "none", eventBytes: 0, headers: {} },
  };
}
