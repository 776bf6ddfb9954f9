import type { SideObservation, Unclear } from "../model/observation.ts";
import { NOISE } from "../model/result.ts";
import type { Doubt, Judgement, VerdictDocument } from "../model/result.ts";
import { SCHEMA_VERSION } from "../model/trace.ts";
import type { SideTrace, TraceDocument } from "../model/trace.ts";
import { WORST_FIRST } from "../model/words.ts";
import type { VerdictWord } from "../model/words.ts";
import { hopsVerdictOf, withPackets } from "./hops.ts";
import type { Seen } from "./seen.ts";
import { judgeSide } from "./side.ts";

import { notToldApart, undecided } from "./told-apart.ts";
import type { JudgedSide } from "./told-apart.ts";

/** The verdict over several, sides or subjects: `fail` is worse than `inconclusive`. None: nothing passed, `inconclusive`. */
export function worstOf(verdicts: readonly VerdictWord[]): VerdictWord {
  return WORST_FIRST.find((word) => verdicts.includes(word)) ?? "inconclusive";
}

/**
 * The verdict over a subject: `pass` if every side that expects something was seen as expected. Without a pass of the controls on this
 * build of the rig nothing counts, and it is `inconclusive` whatever the sides say; the controls themselves are judged like any other.
 * Pure: the same documents give the same verdict, so an old trace can be judged again.
 * @param seen what was seen of each side, by name (seen.ts); one that is missing was not measured
 */
export function verdictOf(trace: TraceDocument, seen: Readonly<Record<string, Seen>>): VerdictDocument {
  const seenBy = ({ side: { name } }: SideTrace): Seen => seen[name] ?? UNSEEN;
  const sides = Object.fromEntries(
    trace.sides.map((side) => {
      const { observation } = seenBy(side);
      const hops = hopsVerdictOf(side, trace.layer, trace.sides);
      const judgement = withPackets(judgeSide(side, seenBy(side)), hops, side.side.expect?.hops);
      return [side.side.name, { versions: side.versions, observation, judgement, ...(hops && { hops }) }];
    }),
  );
  const judged = trace.sides.flatMap((side) =>
    side.side.expect === undefined ? [] : [{ trace: side, seen: seenBy(side), expect: side.side.expect }],
  );
  const pairs = notToldApart(trace.kind, judged);
  const judgements = judged.map((side) => sides[side.trace.side.name]!.judgement);
  const { verdict, doubts } = decide(trace, judged, judgements, pairs);
  const { subject, title, kind, layer, startedAt, durationMs, digest, overrides, attempts, controls } = trace;
  return {
    schemaVersion: SCHEMA_VERSION,
    ...{ subject, title, kind, layer, verdict, doubts, startedAt, durationMs, digest },
    overridden: Object.keys(overrides.scenario).length > 0 || Object.keys(overrides.images).length > 0,
    ...{ attempts, controls },
    notToldApart: pairs,
    sides,
  };
}

const NOTHING: SideObservation = { runs: [], peakMemoryMb: {} };
const UNSEEN: Seen = { observation: NOTHING, forgiven: { tokens: NOTHING, lumps: NOTHING } };

type Decision = Pick<VerdictDocument, "verdict" | "doubts">;

function decide(
  { kind, sides, controls }: TraceDocument,
  judged: readonly JudgedSide[],
  judgements: readonly Judgement[],
  pairs: VerdictDocument["notToldApart"],
): Decision {
  const unknown = (code: Doubt["code"], values: Doubt["values"] = {}): Decision => ({
    verdict: "inconclusive",
    doubts: [{ code, values }],
  });

  if (kind !== "control" && !controls.passed) {
    return unknown("controls", { control: controls.control, verdict: controls.verdict });
  }
  if (sides.length === 0) return unknown("no-run");
  if (judged.length === 0) return unknown("nothing-judged");
  const worst = worstOf(judgements.map((each) => each.verdict));
  const verdict = worst === "fail" && judgements.some(isNoisy) ? "inconclusive" : worst;
  const side = verdict === "pass" ? undecided(kind, judged, pairs) : null;
  return side === null ? { verdict, doubts: [] } : unknown("not-told-apart", { side });
}

/**
 * Sides run on one machine: where it was too busy for one, what another fails may be the machine's, too, although its own mock and reader
 * were in time. Measured: of five sides of sync-worker-capacity three were starved, and a fourth failed with first tokens 0.25 s too late.
 */
function isNoisy({ doubts }: Judgement): boolean {
  return doubts.some(({ code }) => NOISE.includes(code));
}

/**
 * Of a few tokens, each a little late, nobody can tell path from machine (observe/pace.ts). Seen beside two busy loops: six tokens, 10 to
 * 31 ms late, where a quiet machine has 1 ms.
 */
function isTooFine({ doubts }: Judgement): boolean {
  return doubts.some(({ code, values }) => code === "unclear" && values["unclear"] === TOO_FINE);
}
const TOO_FINE: Unclear = "below the rig's resolution";

/**
 * True if this is no result for want of a quiet machine, so that it is measured again: it is inconclusive, nothing of the whole is in
 * doubt but controls that could not be told themselves, and each side that is in doubt has such a doubt. Where a side has none, another
 * run would not help. A fail is never noise, nor is one side's beside others that were all measured in peace.
 */
export function isNoise({ verdict, doubts, controls, sides }: VerdictDocument): boolean {
  const untold = doubts.filter(({ code }) => code === "controls" && controls.verdict === "inconclusive");
  if (verdict !== "inconclusive" || untold.length < doubts.length) return false;
  const inDoubt = Object.values(sides).filter(({ judgement }) => judgement.doubts.length > 0);
  return (
    inDoubt.length + untold.length > 0 && inDoubt.every(({ judgement }) => isNoisy(judgement) || isTooFine(judgement))
  );
}
