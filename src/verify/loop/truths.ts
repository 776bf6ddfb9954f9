import type { LocationReport } from "../document.ts";
import { findingOf, levelOf, limitFinding } from "../findings.ts";
import type { CureSeen } from "../findings.ts";
import type { PlanContext } from "../plan.ts";
import type { Edit } from "../product.ts";
import type { Route } from "../route.ts";
import { emptyReport } from "../summary.ts";
import type { Base } from "../summary.ts";
import { truthOf } from "../truth.ts";
import type { Truth } from "../truth.ts";
import { findCures, linesWithoutEffect } from "./cure.ts";
import type { Bench, Cured, Problem } from "./cure.ts";
import { measureRoute } from "./measure.ts";
import { readLimits, scaledLimits } from "./limits.ts";
import type { LimitSeen } from "./limits.ts";

/** All that is known of the routes, and the edits that cure what can be cured. */
export interface Truths {
  readonly reports: Map<Route, LocationReport>;
  readonly edits: readonly Edit[];
}

/** Measures routes, finds what cures their faults, which lines have no effect, and which limits there are. */
export async function truths(
  contexts: ReadonlyMap<Route, PlanContext>,
  bench: Bench,
  base: Base,
  wanted: { readonly quick: boolean; readonly cures: boolean },
): Promise<Truths> {
  const found = new Map<Route, Truth>();
  await Promise.all(
    [...contexts].map(async ([route, context]) => {
      found.set(route, truthOf(route, await measureRoute(route, context, bench.stand)));
    }),
  );
  const problems = [...found].flatMap(([route, { faults }]) => faults.map((fault): Problem => ({ route, fault })));
  const cures = wanted.cures && problems.length > 0 ? await findCures(problems, bench) : new Map<Problem, Cured>();
  const edits = [...cures.values()].flatMap((cure) => cure.edits);
  const held = [...cures.keys()].filter(({ fault }) => fault.fault === "holds");
  const idle = held.length > 0 ? await linesWithoutEffect(held, edits, bench) : new Map<Route, Edit[]>();
  const came = new Map([...contexts].filter(([route]) => isMeasured(found.get(route)!)));
  const limits = wanted.quick ? new Map<Route, LimitSeen[]>() : await scaledLimits(came, edits, bench);
  const report = (route: Route): LocationReport => {
    const truth = found.get(route)!;
    const own = problems.filter((problem) => problem.route === route);
    const limit = limits.get(route) ?? (isMeasured(truth) ? readLimits(route) : []);
    const findings = own.map((problem) =>
      findingOf(route, problem.fault, cures.get(problem) ?? null, cureContext(base)),
    );
    return reportOf(route, truth, findings, limit, idle.get(route) ?? [], base, null);
  };
  return { reports: new Map([...contexts.keys()].map((route) => [route, report(route)])), edits };
}

function isMeasured({ verdict }: Truth): boolean {
  return verdict === "streams" || verdict === "holds" || verdict === "loses";
}

function cureContext({ product, files }: Base): Parameters<typeof findingOf>[3] {
  return { product, files };
}

function reportOf(
  route: Route,
  truth: Truth,
  findings: LocationReport["findings"],
  limits: readonly LimitSeen[],
  idle: readonly Edit[],
  base: Base,
  cure: CureSeen | null,
): LocationReport {
  const reports = limits.map(({ report }) => report);
  const short = reports.flatMap((limit) => limitFinding(route, limit, cure, cureContext(base)) ?? []);
  const cuts = reports.some((limit) => levelOf(limit) === "error");
  return {
    ...emptyReport(route, truth.verdict === "streams" && cuts ? "cuts" : truth.verdict, truth.why),
    ...{ cells: truth.cells, holds: truth.holds, limits: reports, findings: [...findings, ...short] },
    noEffect: idle.flatMap((edit) => (edit.kind === "insert" ? [] : [lineOf(edit, base)])),
  };
}

function lineOf(edit: Exclude<Edit, { kind: "insert" }>, { files }: Base): LocationReport["noEffect"][number] {
  const lines = files.find(({ name }) => name === edit.file)?.text.split(/\r?\n/);
  return { file: edit.file, line: edit.line, text: lines?.[edit.line - 1]?.trim() ?? "" };
}
