import { setTimeout as delay } from "node:timers/promises";
import { editedFiles } from "../edit.ts";
import type { Measured } from "../plan.ts";
import type { Edit, Fault, OwnFile, Product } from "../product.ts";
import { nextRound, pairsOf } from "../rounds.ts";
import type { Trial } from "../rounds.ts";
import type { Route } from "../route.ts";
import type { Stand } from "../stand.ts";
import { stillShows } from "../truth.ts";
import type { FaultSeen } from "../truth.ts";
import { isLoopback } from "../targets.ts";
import { isCounted, measureCells } from "./measure.ts";

/** A fault of a route that is to be cured. */
export interface Problem {
  readonly route: Route;
  readonly fault: FaultSeen;
}

/** A change that was run, and cured. */
export interface Cured {
  readonly edits: readonly Edit[];
  /** `streamed, 24 of 24 acknowledged`. */
  readonly seen: string;
}

/** What the search needs. */
export interface Bench {
  readonly product: Product;
  /** The person's files, as they run. */
  readonly files: readonly OwnFile[];
  readonly stand: Stand;
  /** Puts these in place of the running ones. @returns null, or why the product refuses them */
  readonly change: (files: readonly OwnFile[]) => Promise<string | null>;
}

/** Pairs that are tried where no single change cures: on 27 public configs none was needed. */
const MOST_PAIRS = 10;
const MOST_SUSPECTS = 24;

/**
 * Runs candidates until each problem has a cure, the likeliest first; pairs where no single one cures. Problems of different routes are tried
 * side by side. The running files are those of the last trial: whoever measures next changes them.
 */
export async function findCures(problems: readonly Problem[], bench: Bench): Promise<Map<Problem, Cured>> {
  const cures = new Map<Problem, Cured>();
  const candidates = (problem: Problem): readonly Edit[] =>
    bench.product.candidates(problem.route, problem.fault.fault);
  await searched(problems, (problem) => candidates(problem).map((edit) => [edit]), bench, cures);
  const left = problems.filter((problem) => !cures.has(problem));
  await searched(left, (problem) => pairsOf(candidates(problem), MOST_PAIRS), bench, cures);
  // through another server of the same config: what cures that one's routes
  const others = [...new Map([...cures.values()].map(({ edits }) => [JSON.stringify(edits), edits])).values()];
  const through = left.filter((problem) => !cures.has(problem) && asksItself(problem, problems));
  await searched(through, () => others.slice(0, MOST_PAIRS), bench, cures);
  return cures;
}

/** Whether a route passes requests on to where the config itself listens. */
function asksItself({ route }: Problem, problems: readonly Problem[]): boolean {
  const ports = problems.flatMap((each) => each.route.listeners.map(({ port }) => port));
  return route.target.servers.some(({ host, port }) => isLoopback(host) && ports.includes(port));
}

async function searched(
  problems: readonly Problem[],
  editsOf: (problem: Problem) => readonly (readonly Edit[])[],
  bench: Bench,
  cures: Map<Problem, Cured>,
): Promise<void> {
  const trials = problems.flatMap((problem) =>
    editsOf(problem).map((edits) => ({ of: problem.route.id, problem, edits })),
  );
  let waiting: (Trial<string> & { readonly problem: Problem })[] = trials;
  while (waiting.length > 0) {
    const round = nextRound(waiting) as typeof waiting;
    for (const { problem, edits, after } of await tried(round, [], bench)) {
      if (after !== null && !after.some((each) => stillShows(problem.fault.fault, each))) {
        cures.set(problem, { edits, seen: sayCured(problem, after) });
      }
    }
    waiting = waiting.filter((trial) => !round.includes(trial) && !cures.has(trial.problem));
  }
}

interface Tried {
  readonly problem: Problem;
  readonly edits: readonly Edit[];
  /** The problem's cells, measured again; null: the product refuses the edits. */
  readonly after: readonly Measured[] | null;
}

/** Runs trials together; where the product refuses them, each by itself. */
async function tried(
  round: readonly { readonly problem: Problem; readonly edits: readonly Edit[] }[],
  base: readonly Edit[],
  bench: Bench,
): Promise<Tried[]> {
  const edits = [...base, ...round.flatMap((trial) => trial.edits)];
  if ((await bench.change(editedFiles(bench.files, edits))) === null) {
    return Promise.all(round.map(async (trial) => ({ ...trial, after: await again(trial.problem, bench.stand) })));
  }
  if (round.length === 1) return [{ ...round[0]!, after: null }];
  const alone: Tried[] = [];
  for (const trial of round) alone.push(...(await tried([trial], base, bench)));
  return alone;
}

/** A product that has been started anew takes connections before it has a certificate, or its upstream's address. */
const SETTLES_MS = 2_000;
const SETTLES_GAP_MS = 200;

async function again({ route, fault }: Problem, stand: Stand): Promise<Measured[]> {
  const cells = fault.by.map(({ cell }) => cell);
  const limit = performance.now() + SETTLES_MS;
  for (;;) {
    const after = await measureCells(cells, isCounted(route), stand);
    const deaf = after.some(({ seen }) => seen.every(({ status }) => status === null));
    if (!deaf || performance.now() > limit) return after;
    await delay(SETTLES_GAP_MS);
  }
}

const CURED: Partial<Record<Fault, string>> = {
  ...{ holds: "streamed", loses: "all came", replays: "each user got an answer of their own", cuts: "not cut" },
  repeats: "asked once",
  refuses: "nobody refused",
  hides: "broken off for the reader too",
};

function sayCured({ fault }: Problem, after: readonly Measured[]): string {
  const seen = after.flatMap((each) => each.seen);
  const sum = (of: (each: (typeof seen)[number]) => number): number => seen.reduce((all, each) => all + of(each), 0);
  if (fault.fault === "goes-on")
    return `the model's connection ended ${Math.max(...seen.map(({ leftMs }) => leftMs ?? 0))} ms after`;
  const count = `${sum(({ got }) => got)} of ${sum(({ sent }) => sent)}`;
  return `${CURED[fault.fault] ?? "all came"}, ${count} acknowledged`;
}

/**
 * Lines that can be taken out of the cured files without bringing a problem back.
 * @param base the edits that cure
 */
export async function linesWithoutEffect(
  problems: readonly Problem[],
  base: readonly Edit[],
  bench: Bench,
): Promise<Map<Route, Edit[]>> {
  const found = new Map<Route, Edit[]>();
  const taken = new Set(base.flatMap((edit) => (edit.kind === "insert" ? [] : [`${edit.file}:${edit.line}`])));
  const trials = problems.flatMap((problem) =>
    bench.product
      .suspects(problem.route)
      .filter((edit) => edit.kind !== "insert" && !taken.has(`${edit.file}:${edit.line}`))
      .slice(0, MOST_SUSPECTS)
      .map((edit) => ({ of: problem.route.id, problem, edits: [edit] })),
  );
  for (let waiting: typeof trials = trials; waiting.length > 0;) {
    const round = nextRound(waiting) as typeof waiting;
    for (const { problem, edits, after } of await tried(round, base, bench)) {
      if (after === null || after.some((each) => stillShows(problem.fault.fault, each))) continue;
      found.set(problem.route, [...(found.get(problem.route) ?? []), ...edits]);
    }
    waiting = waiting.filter((trial) => !round.includes(trial));
  }
  return found;
}
