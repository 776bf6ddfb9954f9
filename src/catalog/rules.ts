import { readFileSync, statSync } from "node:fs";
import { LabError } from "../model/error.ts";
import { layerNamesOf } from "../model/experiment.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { NamedExperiment } from "./experiments.ts";
import { resolveSides } from "./experiments.ts";

/**
 * Everything that can be known to be wrong with an experiment without starting a container.
 * @returns one line per problem; empty if there is none
 */
export function problemsOf(experiment: NamedExperiment, layers: Layers): string[] {
  const sides = resolveSides(experiment);
  return [
    ...(layers.has(experiment.layer) ? [] : [unknownLayer(experiment.layer, layers)]),
    ...sides.flatMap((side) => sideProblems(side, layers).map((problem) => `side ${side.name}: ${problem}`)),
    ...kindProblems(experiment),
    ...proofProblems(experiment, sides),
    ...equalVariants(sides, layers),
  ];
}

/** @throws LabError content, naming the file and all its problems */
export function assertContent(experiment: NamedExperiment, layers: Layers): void {
  const problems = problemsOf(experiment, layers);
  if (problems.length === 0) return;
  throw new LabError("content", `experiments/${experiment.id}.ts:\n  ${problems.join("\n  ")}`, {
    hint: "`npm run check` tells this for all experiments at once",
  });
}

function unknownLayer(name: string, layers: Layers): string {
  return `no layer is called ${name} (there are ${[...layers.keys()].join(", ")})`;
}

function sideProblems(side: ResolvedSide, layers: Layers): string[] {
  const readers = Object.values(side.readers).map((reader) => reader.layer);
  const missing = layerNamesOf(side).filter((name) => !layers.has(name));
  const acts = side.acts.filter((act) => ![...side.path, ...side.beside].includes(act.layer));
  const strangers = Object.keys(side.expect.readers ?? {}).filter((name) => !(name in side.readers));
  return [
    ...missing.map((name) => unknownLayer(name, layers)),
    ...readers
      .filter((name) => layers.get(name)?.reader === false)
      .map((name) => `${name} cannot read: its fragment lacks the label buffering-lab.role: reader`),
    ...(side.path.at(-1) === "mock-llm" ? [] : ["the path must end at mock-llm, whose send log every verdict needs"]),
    ...(new Set(side.path).size === side.path.length
      ? []
      : ["a layer stands twice in the path: name its second instance"]),
    ...(Object.keys(side.readers).length > 0 ? [] : ["no reader"]),
    ...acts.map((act) => `act on ${act.layer}, which is neither in the path nor beside it`),
    ...side.acts.flatMap(actProblems),
    ...strangers.map((name) => `expectation for a reader called ${name}, which the side does not have`),
    ...Object.entries(side.variants).flatMap(([name, variant]) => variantProblems(name, variant, side, layers)),
  ];
}

function actProblems(act: ResolvedSide["acts"][number]): string[] {
  return [
    ...(act.do === "signal" && !act.signal ? ["act signal without the name of a signal"] : []),
    ...(act.do === "exec" && !act.command ? ["act exec without a command"] : []),
  ];
}

function variantProblems(name: string, variant: string, side: ResolvedSide, layers: Layers): string[] {
  if (!layerNamesOf(side).includes(name))
    return [`variant for ${name}, which is neither a reader, nor in the path, nor beside it`];
  const layer = layers.get(name);
  if (!layer || layer.variants.has(variant)) return [];
  return [`${name} has no variant ${variant} (it has ${[...layer.variants.keys()].join(", ") || "none"})`];
}

function kindProblems(experiment: NamedExperiment): string[] {
  const sides = Object.values(experiment.sides);
  if (sides.length === 0) return ["no side"];
  if (experiment.kind !== "control" && sides.length < 2) return [`kind ${experiment.kind} needs two sides or more`];
  const streamed = sides.filter((side) => side.expect.shape === "streamed").length;
  if (experiment.kind === "innocent" && streamed < sides.length)
    return ["kind innocent: every side must be expected streamed"];
  return [];
}

/** Lockstep needs one reader that reads a whole answer to its end. */
function proofProblems(experiment: NamedExperiment, sides: ResolvedSide[]): string[] {
  if (!experiment.proofs.includes("lockstep")) return [];
  return sides.flatMap((side) => {
    const readers = Object.values(side.readers);
    const why = [
      readers.length > 1 ? "several readers" : "",
      readers.some((reader) => reader.leave) ? "a reader that leaves" : "",
      side.scenario.cut ? "a cut" : "",
      side.acts.length > 0 ? "acts" : "",
    ].filter(Boolean);
    return why.length > 0
      ? [`side ${side.name}: ${why.join(", ")} cannot be proved in lockstep: proofs: ["paced"]`]
      : [];
  });
}

/** A variant that equals its pair flips nothing: the sides would differ in name only. */
function equalVariants(sides: ResolvedSide[], layers: Layers): string[] {
  const [first, ...others] = sides;
  if (!first) return [];
  return others.flatMap((other) =>
    Object.keys({ ...first.variants, ...other.variants }).flatMap((name) => {
      const layer = layers.get(name);
      const [a, b] = [first, other].map((side) => side.variants[name] ?? layer?.defaultVariant ?? "");
      const [fileA, fileB] = [layer?.variants.get(a ?? ""), layer?.variants.get(b ?? "")];
      if (a === b || !fileA || !fileB || statSync(fileA).isDirectory() || statSync(fileB).isDirectory()) return [];
      return readFileSync(fileA, "utf8") === readFileSync(fileB, "utf8")
        ? [`${name} variants ${a} and ${b} are equal`]
        : [];
    }),
  );
}
