import type { ResolvedSide } from "../model/experiment.ts";
import { actEnds, placesOf } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { Kind } from "../model/words.ts";
import { layerOfPlace } from "../model/words.ts";
import { knobsOf, sameTexts } from "./knobs.ts";

/** Kinds whose lesson is one knob: what else differs could be the cause as well. */
const ONE_KNOB: readonly Kind[] = ["fix", "innocent", "placebo"];

/**
 * Sides are compared with the first. One that differs in nothing flips nothing. In a fix, an innocent or a placebo at least one side must differ in one
 * knob only; more sides may then combine knobs (a long answer beside a short one, two cures together).
 */
export function comparisonProblems(kind: Kind, sides: readonly ResolvedSide[]): string[] {
  const [first, ...others] = sides;
  if (first === undefined || others.length === 0) return [];
  const compared = others.map((other) => ({ name: other.name, knobs: knobsOf(first, other) }));
  const same = compared.filter(({ knobs }) => knobs.length === 0);
  const equal = others.flatMap((other) => equalVariants(first, other));
  const nowhereOne = ONE_KNOB.includes(kind) && compared.every(({ knobs }) => knobs.length > 1);
  return [
    ...equal,
    ...(equal.length > 0 ? [] : same.map(({ name }) => `sides ${first.name} and ${name} differ in nothing`)),
    ...(nowhereOne
      ? [
          `no side differs from ${first.name} in one knob only, so none shows what did it: ${compared
            .map(({ name, knobs }) => `${name} in ${knobs.join(" + ")}`)
            .join("; ")}`,
        ]
      : []),
  ];
}

/** Two names for one text. */
function equalVariants(first: ResolvedSide, other: ResolvedSide): string[] {
  return Object.entries(first.configs).flatMap(([place, config]) => {
    const theirs = other.configs[place];
    if (theirs === undefined || theirs.name === config.name || !sameTexts(config, theirs)) return [];
    return [`${place} variants ${config.name} and ${theirs.name} are equal`];
  });
}

/** What of a request is no matter of the stack: sides on one stack may differ in it. Another reader layer would be another container. */
const ASKED = /^(scenario\.|reader\.(?!layer$))/;

/**
 * One stack stands for all sides of a reloaded experiment. Configs can be put in, where the software reads them again; what is asked, and
 * what the model is told, belongs to each side's own requests.
 */
export function reloadProblems(sides: readonly ResolvedSide[], layers: Layers): string[] {
  const [first, ...others] = sides;
  const ending = sides.flatMap(({ name, acts }) => acts.filter(actEnds).map((act) => ({ name, act })));
  const gone = ending.map(
    ({ name, act }) =>
      `sidesRun reloaded: act ${act.do} on ${act.layer} of side ${name} leaves no stack for the next side`,
  );
  const differing = others.flatMap((other) =>
    knobsOf(first!, other).flatMap((knob) => {
      if (ASKED.test(knob)) return [];
      const place = placesOf(other).find((each) => knob === `config of ${each}`);
      if (place === undefined)
        return [`sidesRun reloaded: side ${other.name} differs in ${knob}; only configs and requests can`];
      if (layers.get(layerOfPlace(place))?.reloadSignal) return [];
      return [`sidesRun reloaded: ${place} cannot be reloaded: its fragment has no label buffering-lab.reload`];
    }),
  );
  return [...gone, ...differing];
}
