import type { CrowdExpectation, Expectation, ReaderExpectation } from "../model/expectation.ts";
import type { Experiment, ResolvedSide } from "../model/experiment.ts";
import { placesOf } from "../model/experiment.ts";
import { plannedDurationMs } from "../model/pace.ts";
import { valueProblems } from "./rules-value.ts";

/** What the lockstep run is asked; the paced run is asked everything else but logs and memory, which are the side's. */
const OF_LOCKSTEP = ["lockstep", "holdBytes"];
const OF_THE_WHOLE = ["logs", "peakMemoryMb"];

/**
 * What is wrong with the expectation of a side: names that the side does not have, parts that say nothing, numbers that nothing can have or
 * everything has. Its regular expressions are looked at where they are used (src/verdict/ask.ts).
 */
export function expectationProblems({ proofs }: Pick<Experiment, "proofs">, side: ResolvedSide): string[] {
  const { expect } = side;
  if (expect === undefined) return ["nothing is expected of it, so no run could pass"];
  return [
    ...nameProblems(side, expect),
    ...valueProblems(expect),
    ...proofProblems(expect, proofs),
    ...Object.keys(side.readers).flatMap((name) => [...readerProblems(side, name), ...leavingProblems(side, name)]),
    ...(expect.crowd ?? []).flatMap((crowd) => crowdProblems(crowd, Object.keys(side.readers).length)),
  ];
}

function nameProblems(side: ResolvedSide, expect: Expectation): string[] {
  const places = placesOf(side);
  const readers = Object.keys(side.readers);
  const logged = [...side.path, ...side.beside];
  return [
    ...Object.keys(expect.readers ?? {})
      .filter((name) => !readers.includes(name))
      .map((name) => `expectation for a reader called ${name} (there are ${readers.join(", ")})`),
    ...Object.keys(expect.logs ?? {})
      .filter((place) => !logged.includes(place))
      .map((place) => `expectation of the log of ${place}, which is neither in the path nor beside it`),
    ...(expect.hops ?? [])
      .filter((place) => !side.path.slice(0, -1).includes(place))
      .map((place) => `expectation that ${place} holds, which is no hop of the path`),
    ...Object.keys(expect.peakMemoryMb ?? {})
      .filter((place) => !places.includes(place))
      .map((place) => `expectation of the memory of ${place}, which the side does not have`),
  ];
}

/** A field whose run does not take place would be judged by nothing. */
function proofProblems(expect: Expectation, proofs: Experiment["proofs"]): string[] {
  const asked = Object.keys(expect);
  const lost = proofs.includes("lockstep") ? [] : asked.filter((field) => OF_LOCKSTEP.includes(field));
  const unpaced = proofs.includes("paced")
    ? []
    : asked.filter((field) => ![...OF_LOCKSTEP, ...OF_THE_WHOLE].includes(field));
  return [
    ...lost.map((field) => `expect.${field} is seen in lockstep, which proofs leaves out`),
    ...unpaced.map((field) => `expect.${field} is seen in the paced run, which proofs leaves out`),
  ];
}

/** A reader that leaves so soon after the planned end misses the last tokens on a busy machine: a browser takes half a second to start. */
const LEAVES_AFTER_MS = 1_000;

/** A reader that is to have all tokens, and leaves by the clock. */
function leavingProblems({ expect, readers }: ResolvedSide, name: string): string[] {
  const { leave, scenario } = readers[name]!;
  const { tokens }: ReaderExpectation = { ...expect, ...expect?.readers?.[name] };
  if (leave === undefined || !("afterMs" in leave) || (tokens?.min ?? 0) < scenario.tokens) return [];
  const earliestMs = plannedDurationMs(scenario) + LEAVES_AFTER_MS;
  if (leave.afterMs >= earliestMs) return [];
  return [
    `reader ${name} is to have all ${scenario.tokens} tokens and leaves after ${leave.afterMs} ms; give it ${earliestMs} ms`,
  ];
}

/** What one reader is to see at once, and no answer can have at once. */
function readerProblems({ expect, readers }: ResolvedSide, name: string): string[] {
  const { shape, status, end, heldFromToken }: ReaderExpectation = { ...expect, ...expect?.readers?.[name] };
  const of = `expectation of reader ${name}: `;
  return [
    ...(status === undefined || (Number.isInteger(status) && status >= 100 && status <= 599)
      ? []
      : [`${of}${status} is no HTTP status`]),
    ...(status !== undefined && shape !== undefined && status >= 400 !== (shape === "refused")
      ? [
          `${of}shape ${shape} with status ${status}; an answer is refused where its status is 400 or more, and only there`,
        ]
      : []),
    ...(heldFromToken !== undefined && shape !== undefined && shape !== "held"
      ? [`${of}heldFromToken with shape ${shape}; only a held answer has one`]
      : []),
    ...(end === "left" && readers[name]?.leave === undefined
      ? [`${of}end left, but nothing tells the reader to leave`]
      : []),
  ];
}

function crowdProblems({ rank, share, ...seen }: CrowdExpectation, readers: number): string[] {
  const { min = 0, max = 1 } = share ?? {};
  const ranks = rank === undefined ? "" : `${rank.from} to ${rank.to}`;
  return [
    ...(readers > 1 ? [] : ["expectation of a crowd, but the side has one reader"]),
    ...(rank || share ? [] : ["expectation of a crowd without rank or share: what all must see stands beside it"]),
    ...(Object.keys(seen).length > 0 ? [] : ["expectation of a crowd that says nothing of what it sees"]),
    ...(rank && !(rank.from >= 1 && rank.from <= rank.to && rank.to <= readers)
      ? [`expectation of ranks ${ranks}; ranks go from 1 to ${readers}`]
      : []),
    ...(rank && !(Number.isInteger(rank.from) && Number.isInteger(rank.to))
      ? [`expectation of ranks ${ranks}; ranks are whole numbers`]
      : []),
    ...(min >= 0 && min <= max && max <= 1
      ? []
      : [`expectation of a share from ${min} to ${max}; shares go from 0 to 1`]),
    ...(share && min === 0 && max === 1 ? ["expectation of a share from 0 to 1: any number of readers has it"] : []),
  ];
}
