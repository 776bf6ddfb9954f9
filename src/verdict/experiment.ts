import * as v from "valibot";
import type { MetricsDocument, SideVerdict, VerdictDocument } from "../model/result.ts";
import { SCHEMA_VERSION } from "../model/trace.ts";
import type { TraceDocument } from "../model/trace.ts";
import { Settlement, VERDICTS } from "../model/words.ts";
import type { VerdictWord } from "../model/words.ts";
import { sideVerdict } from "./side.ts";

/** The worst wins. A side fails only on a rig that was sound while it ran, so another side's trouble does not excuse it. */
const WORST_FIRST = ["fail", "inconclusive", "pass"] as const satisfies readonly (typeof VERDICTS)[number][];

/**
 * The verdict over an experiment: `pass` if every side was seen as expected. Without a pass of the controls on this build of the rig
 * nothing counts, and it is `inconclusive` whatever the sides say; the controls themselves are judged like any other.
 * Pure: the same documents give the same verdict, so an old trace can be judged again.
 */
export function verdictOf(trace: TraceDocument, metrics: MetricsDocument): VerdictDocument {
  const sides = Object.fromEntries(
    trace.sides.map((side) => [side.side.name, sideVerdict(side, metrics.sides[side.side.name] ?? [])]),
  );
  const { experiment, title, kind, layer, startedAt, durationMs } = trace;
  const { verdict, reason } = decide(trace, sides);
  return {
    schemaVersion: SCHEMA_VERSION,
    ...{ experiment, title, kind, layer, verdict, reason, startedAt, durationMs },
    claims: verdict === "pass" ? v.parse(v.record(v.string(), Settlement), trace.claims) : {},
    sides,
  };
}

function decide(
  trace: TraceDocument,
  sides: Readonly<Record<string, SideVerdict>>,
): { verdict: VerdictWord; reason: string | null } {
  if (trace.kind !== "control" && trace.controls !== "pass") {
    return { verdict: "inconclusive", reason: `the controls did not pass on this build of the rig: ${trace.controls}` };
  }
  const named = Object.entries(sides);
  if (named.length === 0)
    return { verdict: "inconclusive", reason: "nothing was measured: the experiment has no side" };
  const verdict = WORST_FIRST.find((word) => named.some(([, side]) => side.verdict === word))!;
  const reasons = named.filter(([, side]) => side.reason !== null).map(([name, side]) => `${name}: ${side.reason}`);
  return { verdict, reason: reasons.length === 0 ? null : reasons.join("\n") };
}
