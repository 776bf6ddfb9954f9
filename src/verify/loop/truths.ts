import type { LimitReport, LocationReport } from "../document.ts";
import { findingOf, levelOf, limitFinding } from "../findings.ts";
import type { CureSeen } from "../findings.ts";
import type { PlanContext } from "../plan.ts";
import type { Edit } from "../product.ts";
import type { Route } from "../route.ts";
import { emptyReport } from "../summary.ts";
import type { Base } from "../summary.ts";
import { lineAbout, truthOf } from "../truth.ts";
import type { Truth } from "../truth.ts";
import { findCures, linesWithoutEffect } from "./cure.ts";
import type { Bench, Cured, Problem } from "./cure.ts";
import { measureRoute } from "./measure.ts";
import { readLimits, scaledLimits, waitedLimits } from "./limits.ts";
import type { LimitSeen } from "./limits.ts";

/** All that is known of the routes, and the edits that cure what can be cured. */
export interface Truths {
  readonly reports: Map<Route, LocationReport>;
  readonly edits: readonly Edit[];
}

/** What a limit did when it was waited for, and what cures it; null: it was not. */
interface LimitCut {
  readonly cure: CureSeen | null;
  readonly seen: string | null;
}

/** Measures routes, finds what cures their faults, which lines have no effect, and which limits there are. */
export async function truths(
  contexts: ReadonlyMap<Route, PlanContext>,
  bench: Bench,
  base: Base,
  wanted: { readonly quick: boolean; readonly wait: boolean; readonly cures: boolean },
): Promise<Truths> {
  const found = new Map<Route, Truth>();
  await Promise.all(
    [...contexts].map(async ([route, context]) => {
      found.set(route, truthOf(route, await measureRoute(route, context, bench.stand)));
    }),
  );
  await withOwnWords(found, contexts, bench);
  const problems = [...found].flatMap(([route, { faults }]) => faults.map((fault): Problem => ({ route, fault })));
  const cures = wanted.cures && problems.length > 0 ? await findCures(problems, bench) : new Map<Problem, Cured>();
  const edits = [...cures.values()].flatMap((cure) => cure.edits);
  const held = [...cures.keys()].filter(({ fault }) => fault.fault === "holds");
  const idle = held.length > 0 ? await linesWithoutEffect(held, edits, bench) : new Map<Route, Edit[]>();
  const came = new Map(
    [...contexts]
      .filter(([route]) => isMeasured(found.get(route)!))
      .map(([route, context]): [Route, PlanContext] => [route, { ...context, method: found.get(route)!.method }]),
  );
  const limits = wanted.quick ? new Map<Route, LimitSeen[]>() : await scaledLimits(came, edits, bench);
  const cuts = wanted.quick ? [] : await waitedLimits(came, limits, bench, wanted.wait);
  const cutCures = wanted.cures
    ? await findCures(
        cuts.filter(({ limit }) => levelOf(limit.report) === "error").map(({ problem }) => problem),
        bench,
      )
    : new Map<Problem, Cured>();
  const report = (route: Route): LocationReport => {
    const truth = found.get(route)!;
    const read = isMeasured(truth) ? (limits.get(route) ?? readLimits(route)) : [];
    const own = cuts.filter(({ problem }) => problem.route === route);
    const waited = read.map((limit) => (own.some((cut) => cut.limit === limit) ? asWaited(limit) : limit));
    const cutBy = (limit: LimitReport): LimitCut => {
      const cut = own.find(({ limit: { report: at } }) => at.file === limit.file && at.line === limit.line);
      return { cure: (cut && cutCures.get(cut.problem)) ?? null, seen: cut?.problem.fault.seen ?? null };
    };
    const findings = problems
      .filter((problem) => problem.route === route)
      .map((problem) => findingOf(route, problem.fault, cures.get(problem) ?? null, base));
    return reportOf(route, truth, findings, waited, idle.get(route) ?? [], base, cutBy);
  };
  return {
    reports: new Map([...contexts.keys()].map((route) => [route, report(route)])),
    edits: [...edits, ...[...cutCures.values()].flatMap((cure) => cure.edits)],
  };
}

/** Why nothing came, in the product's own words where its log has some about the path that was asked. */
async function withOwnWords(
  found: Map<Route, Truth>,
  contexts: ReadonlyMap<Route, PlanContext>,
  { stand }: Bench,
): Promise<void> {
  const unclear = [...found].filter(([, { verdict }]) => ["not-reached", "not-measured", "refused"].includes(verdict));
  if (unclear.length === 0) return;
  const log = await stand.log();
  for (const [route, truth] of unclear) {
    const line = lineAbout(log, contexts.get(route)?.path ?? route.example ?? "/");
    if (line !== null) found.set(route, { ...truth, why: `${truth.why}; its log: ${line}` });
  }
}

function asWaited({ limit, report }: LimitSeen): LimitSeen {
  return { limit, report: { ...report, proof: "waited" } };
}

function isMeasured({ verdict }: Truth): boolean {
  return verdict === "streams" || verdict === "holds" || verdict === "loses";
}

function reportOf(
  route: Route,
  truth: Truth,
  findings: LocationReport["findings"],
  limits: readonly LimitSeen[],
  idle: readonly Edit[],
  base: Base,
  cutBy: (limit: LimitReport) => LimitCut,
): LocationReport {
  const reports = limits.map(({ report }) => report);
  const short = oneEach(reports).flatMap((limit) => {
    const { cure, seen } = cutBy(limit);
    return limitFinding(route, limit, cure, base, seen) ?? [];
  });
  const cuts = reports.some((limit) => levelOf(limit) === "error" && limit.proof !== "read");
  return {
    ...emptyReport(route, truth.verdict === "streams" && cuts ? "cuts" : truth.verdict, truth.why),
    ...{ cells: truth.cells, holds: truth.holds, limits: reports, findings: [...findings, ...short] },
    noEffect: idle.flatMap((edit) => (edit.kind === "insert" ? [] : [lineOf(edit, base)])),
  };
}

/** A line that limits a silence before the answer and in it is one finding. */
function oneEach(limits: readonly LimitReport[]): LimitReport[] {
  return [...new Map(limits.map((limit) => [`${limit.file}:${limit.line} ${limit.seconds}`, limit])).values()];
}

function lineOf(edit: Exclude<Edit, { kind: "insert" }>, { files }: Base): LocationReport["noEffect"][number] {
  const lines = files.find(({ name }) => name === edit.file)?.text.split(/\r?\n/);
  return { file: edit.file, line: edit.line, text: lines?.[edit.line - 1]?.trim() ?? "" };
}
