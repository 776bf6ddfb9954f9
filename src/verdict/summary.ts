import type { ResolvedSide } from "../model/experiment.ts";
import type { ReaderMetrics, RunMetrics, SideVerdict } from "../model/result.ts";
import type { SideTrace } from "../model/trace.ts";
import { expectationOf } from "./run-judges.ts";
import { shapeOf } from "./shape.ts";

const NO_TIMES = { p50: null, p99: null, max: null };

/** All that the side's verdict states beside the decision: the numbers of the paced run's first reader, versions, the handshake. */
export function summaryOf(
  trace: SideTrace,
  runs: readonly RunMetrics[],
): Omit<SideVerdict, "verdict" | "reason" | "findings" | "quotes"> {
  const paced = runs.find((run) => run.proof === "paced");
  const names = Object.keys(trace.side.readers).filter((name) => paced?.readers[name] !== undefined);
  const first = names[0] === undefined ? undefined : paced?.readers[names[0]];
  const readers = names.length < 2 ? [] : names.map((name) => [name, briefOf(paced!.readers[name]!)] as const);
  return {
    expected: sayExpectation(trace.side),
    shape: first === undefined ? null : shapeOf(first),
    end: first?.end ?? null,
    ttfbMs: first?.ttfbMs ?? null,
    ttftMs: first?.ttftMs ?? null,
    spanRatio: first?.spanRatio ?? null,
    holdMs: first?.holdMs ?? NO_TIMES,
    batches: first?.batches ?? null,
    tokensPerBatch: first?.tokensPerBatch ?? null,
    stepBytes: first?.stepBytes ?? null,
    tokens: first?.tokens ?? null,
    contentEncoding: first?.contentEncoding ?? null,
    framing: first?.framing ?? null,
    generations: paced?.generations ?? null,
    readers: Object.fromEntries(readers),
    versions: trace.versions,
    lockstep: runs.find((run) => run.proof === "lockstep")?.lockstep ?? null,
  };
}

function briefOf(m: ReaderMetrics): SideVerdict["readers"][string] {
  return { shape: shapeOf(m), end: m.end, ttftMs: m.ttftMs, tokens: m.tokens };
}

/** The expected shape; by reader where they differ; where no shape is expected, the names of what is. */
function sayExpectation(side: ResolvedSide): string {
  const shapes = Object.keys(side.readers).map((name) => [name, expectationOf(side, name).shape] as const);
  const distinct = new Set(shapes.map(([, shape]) => shape));
  const [only] = distinct;
  if (distinct.size === 1 && only !== undefined) return only;
  if (distinct.size > 1) return shapes.map(([name, shape]) => `${name} ${shape ?? "any"}`).join(", ");
  return Object.keys(side.expect).join(", ");
}
