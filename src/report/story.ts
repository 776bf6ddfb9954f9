import type { Kind, VerdictWord } from "../model/words.ts";
import { sayNotes } from "./say/note.ts";
import { curveOf } from "./story/curve.ts";
import type { Curve } from "./story/curve.ts";
import { differencesOf } from "./story/differences.ts";
import type { Difference } from "./story/differences.ts";
import { figuresOf } from "./story/figures.ts";
import type { Figures } from "./story/figures.ts";
import { hopsOf } from "./story/hops.ts";
import type { HopsStory } from "./story/hops.ts";
import { lanesOf } from "./story/lanes.ts";
import type { Lane } from "./story/lanes.ts";
import { matrixOf } from "./story/matrix.ts";
import type { Matrix } from "./story/matrix.ts";
import { paceOf, pathsOf } from "./story/path.ts";
import type { PathOfSides } from "./story/path.ts";
import { holdsOf, proofOf } from "./story/proof.ts";
import type { Said } from "./story/proof.ts";
import { quotesOf, failedOf, unclearOf } from "./story/outcome.ts";
import type { Documents } from "./story/readers.ts";

/** A subject, measured and judged. */
export interface Result extends Documents {
  /** Where it is kept, as the person may type it. */
  readonly resultPath: string;
}

/**
 * Everything that is told of a subject, in the order that it is told. It knows no page: neither its width nor its colours nor that there is
 * one. Plain JSON values; times in ms.
 */
export interface Story {
  readonly subject: string;
  readonly title: string;
  readonly kind: Kind;
  readonly paths: readonly PathOfSides[];
  readonly pace: string;
  readonly lanes: readonly Lane[];
  readonly hops: HopsStory;
  readonly curve: Curve | null;
  readonly matrix: Matrix | null;
  readonly figures: Figures;
  readonly differences: readonly Difference[];
  readonly why: string;
  /** How lockstep went. */
  readonly proof: readonly Said[];
  /** Hold thresholds. */
  readonly holds: readonly Said[];
  /** What a layer's own log says, where the subject asked for it. */
  readonly quotes: readonly string[];
  readonly failed: readonly string[];
  readonly unclear: readonly string[];
  /** What else a reader must know before the verdict is believed. */
  readonly notes: readonly string[];
  readonly verdict: VerdictWord;
  readonly durationMs: number;
  readonly resultPath: string;
}

/** The story of a result. Pure. */
export function storyOf(result: Result): Story {
  const { trace, verdict, resultPath } = result;
  return {
    ...{ subject: verdict.subject, title: verdict.title, kind: verdict.kind },
    paths: pathsOf(trace.sides),
    pace: paceOf(trace.sides),
    lanes: lanesOf(result),
    hops: hopsOf(result),
    curve: curveOf(result),
    matrix: matrixOf(result),
    figures: figuresOf(result),
    differences: differencesOf(trace.sides),
    why: trace.why,
    proof: proofOf(result),
    holds: holdsOf(result),
    quotes: quotesOf(verdict),
    failed: failedOf(verdict),
    unclear: unclearOf(verdict),
    notes: sayNotes(verdict, trace),
    ...{ verdict: verdict.verdict, durationMs: verdict.durationMs, resultPath },
  };
}
