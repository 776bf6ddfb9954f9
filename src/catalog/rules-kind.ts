import { isDeepStrictEqual } from "node:util";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { Kind } from "../model/words.ts";
import { buildProblems, flipsVersion } from "./rules-version.ts";

/** What each kind must show; a title that its sides do not show is a claim without a measurement. */
export function kindProblems(kind: Kind, sides: readonly ResolvedSide[], layers: Layers): string[] {
  if (sides.length === 0) return ["no side"];
  if (kind === "control") return [];
  if (sides.length < 2) return [`kind ${kind} needs two sides or more`];
  switch (kind) {
    case "fix":
      return fixProblems(sides);
    case "innocent":
      return sides.every(isCured) ? [] : ["kind innocent: every side must be expected streamed"];
    case "placebo":
      return placeboProblems(sides);
    case "version":
      return [
        ...(flipsVersion(sides, layers) ? [] : ["kind version: every side runs the same version"]),
        ...buildProblems(sides, layers, (a, b) => isDeepStrictEqual(shapesOf(a), shapesOf(b))),
      ];
  }
}

/**
 * A fix has a side that is expected broken and one that is cured. Where every side is to have the same shape, it is about something else (how
 * much the model works for nobody, how the answer ends): then something else must differ.
 */
function fixProblems(sides: readonly ResolvedSide[]): string[] {
  const [first, ...others] = sides.map(shapesOf);
  if (others.every((shapes) => isDeepStrictEqual(shapes, first))) {
    const same = sides.every((side) => isDeepStrictEqual(side.expect, sides[0]?.expect));
    return [
      ...(same ? ["kind fix: every side is expected to be seen alike, so nothing is fixed"] : []),
      ...(sides.slice(1).some(statesAnswer)
        ? []
        : ["kind fix: no cured side states a shape or a text, so that an error would pass for the cure"]),
    ];
  }
  return [
    ...(sides.some(isCured) ? [] : ["kind fix: no side is cured (every reader `streamed`)"]),
    ...(sides.every(isCured) ? ["kind fix: no side is broken"] : []),
  ];
}

/** True if something is expected that only an answer has: a shape (`refused` is one, and says so), or a text. */
function statesAnswer(side: ResolvedSide): boolean {
  const { expect } = side;
  const each = [expect, ...Object.values(expect?.readers ?? {}), ...(expect?.crowd ?? [])];
  return each.some((one) => one?.shape !== undefined || one?.text !== undefined);
}

/** A placebo that is only seen useless may be useless for want of anything to cure: a cure beside it shows that there was. */
function placeboProblems(sides: readonly ResolvedSide[]): string[] {
  return [
    ...(sides.some(isCured) ? [] : ["kind placebo: no cured side (`streamed`) beside the useless ones"]),
    ...(sides.every(isCured) ? ["kind placebo: no side is broken, so nothing is left uncured"] : []),
  ];
}

/** True if every reader is to be seen streamed; one that reads slowly by its own choice is `stretched` at best. */
function isCured(side: ResolvedSide): boolean {
  const slow = Object.values(side.readers).some((reader) => reader.bytesPerSecond !== undefined);
  return shapesOf(side).every((shape) => shape === "streamed" || (slow && shape === "stretched"));
}

/** The expected shape of each reader, then those of crowds; undefined: none is meant. */
function shapesOf({ readers, expect }: ResolvedSide): (string | undefined)[] {
  const ofReaders = Object.keys(readers).map((name) => expect?.readers?.[name]?.shape ?? expect?.shape);
  return [...ofReaders, ...(expect?.crowd ?? []).flatMap(({ shape }) => shape ?? [])];
}
