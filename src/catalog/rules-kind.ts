import { isDeepStrictEqual } from "node:util";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { Kind } from "../model/words.ts";
import { knobsOf } from "./knobs.ts";
import { buildProblems, differInVersionAlone, flipsVersion } from "./rules-version.ts";

/** What each kind must show; a title that its sides do not show is a claim without a measurement. */
export function kindProblems(kind: Kind, sides: readonly ResolvedSide[], layers: Layers): string[] {
  if (sides.length === 0) return ["no side"];
  if (kind === "control") return [];
  if (sides.length < 2) return [`kind ${kind} needs two sides or more`];
  return [
    ...ownProblems(kind, sides, layers),
    ...buildProblems(sides, layers, (a, b) => isDeepStrictEqual(shapesOf(a), shapesOf(b))),
  ];
}

function ownProblems(kind: Exclude<Kind, "control">, sides: readonly ResolvedSide[], layers: Layers): string[] {
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
        ...(sides.some((side) => differInVersionAlone(sides[0]!, side))
          ? []
          : [
              `kind version: no side differs from ${sides[0]!.name} in the version alone: add one, with the same configs`,
            ]),
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
  const cured = sides.filter(isCured);
  const broken = sides.filter((side) => !isCured(side));
  const oneKnob = broken.some((side) => cured.some((other) => isOneKnob(side, other)));
  return [
    ...(cured.length > 0 ? [] : ["kind fix: no side is cured (every reader `streamed`)"]),
    ...(broken.length > 0 ? [] : ["kind fix: no side is broken"]),
    ...(cured.includes(sides[0]!) && statesOnlyShapes(sides[0]!)
      ? [`kind fix: the first side is the broken one, but ${sides[0]!.name} is expected streamed`]
      : []),
    ...(oneKnob || cured.length === 0 || broken.length === 0
      ? []
      : ["kind fix: no cured side differs from a broken one in one knob only, so none shows what cured it"]),
  ];
}

/** True if nothing is expected but shapes, so that a streamed side has nothing that could be broken. */
function statesOnlyShapes({ expect }: ResolvedSide): boolean {
  const { readers, ...rest } = expect ?? {};
  return [rest, ...Object.values(readers ?? {})].every((one) => Object.keys(one).every((field) => field === "shape"));
}

/**
 * Two sides that one thing tells apart. The stream is one thing (the same time for another number of tokens); so is a config with the HTTP
 * version that its reader gets, where the server's offer decides.
 */
function isOneKnob(side: ResolvedSide, other: ResolvedSide): boolean {
  const knobs = knobsOf(side, other);
  const offered = knobs.some((knob) => knob.startsWith("config of")) ? "reader.httpVersion" : undefined;
  return (
    new Set(knobs.filter((knob) => knob !== offered).map((knob) => knob.replace(/^scenario\..*/, "scenario"))).size ===
    1
  );
}

/** True if something is expected that only an answer has: a shape (`refused` is one, and says so), or a text. */
function statesAnswer(side: ResolvedSide): boolean {
  const { expect } = side;
  const each = [expect, ...Object.values(expect?.readers ?? {}), ...(expect?.crowd ?? [])];
  return each.some((one) => one?.shape !== undefined || one?.text !== undefined);
}

/**
 * A placebo has a broken side, a useless setting on it, after which it is as broken (or answers with an error), and a cure of that same side:
 * one that is only seen useless may be useless for want of anything to cure.
 */
function placeboProblems(sides: readonly ResolvedSide[]): string[] {
  const cured = sides.filter(isCured);
  const broken = sides.filter((side) => !isCured(side));
  if (cured.length === 0) return ["kind placebo: no cured side (`streamed`) beside the useless ones"];
  if (broken.length === 0) return ["kind placebo: no side is broken, so nothing is left uncured"];
  const isUseless = (before: ResolvedSide, after: ResolvedSide): boolean =>
    isDeepStrictEqual(shapesOf(before), shapesOf(after)) || shapesOf(after).every((shape) => shape === "refused");
  const before = broken.filter((side) =>
    broken.some((after) => after !== side && isUseless(side, after) && isOneKnob(side, after)),
  );
  if (before.length === 0) return ["kind placebo: no two broken sides of one shape, one knob apart: before and after"];
  return before.some((side) => cured.some((other) => isOneKnob(side, other)))
    ? []
    : [
        `kind placebo: no cured side differs from ${before[0]!.name} in one knob only, so it may have cured something else`,
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
