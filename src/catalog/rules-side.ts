import { isDeepStrictEqual } from "node:util";
import { actEnds } from "../model/experiment.ts";
import type { Experiment, ResolvedSide } from "../model/experiment.ts";
import { plannedDurationMs } from "../model/pace.ts";
import { scenarioProblems } from "../model/scenario-problems.ts";
import { MOCK } from "../model/wire.ts";
import { DIALECTS, layerOfPlace, hostOfPlace } from "../model/words.ts";

/** Longer plans need a reason (Experiment.slow). */
const PLAN_LIMIT_MS = 10_000;

/** What is wrong with one side's path, readers and acts. */
export function sideProblems(side: ResolvedSide): string[] {
  const { path, beside, acts } = side;
  const standing = [...path, ...beside];
  const early = [...path.slice(0, -1), ...beside].filter((place) => layerOfPlace(place) === MOCK);
  const strangers = Object.entries(side.readers).filter(([, { at }]) => at !== null && !path.includes(at));
  return [
    ...(path.at(-1) === MOCK ? [] : [`the path must end at ${MOCK}, whose send log every verdict needs`]),
    ...early.map((place) => `${place} forwards nothing: the model stands once, at the end of the path`),
    ...(Object.keys(side.readers).length > 0 ? [] : ["no reader"]),
    ...placeProblems(standing),
    ...strangers.map(([name, { at }]) => `reader ${name} enters at ${at}, which is not in the path`),
    ...acts
      .filter((act) => !standing.includes(act.layer))
      .map((act) => `act on ${act.layer}, which is neither in the path nor beside it`),
    ...acts.flatMap(({ at }) =>
      "token" in at && at.token > side.scenario.tokens
        ? [`act at token ${at.token}, but the answer has ${side.scenario.tokens}`]
        : [],
    ),
    ...acts
      .filter((act) => act.layer === MOCK && (actEnds(act) || act.do === "disconnect"))
      .map((act) => `act ${act.do} on ${MOCK}: every verdict needs its send log; scenario.cut breaks an answer off`),
    ...Object.entries(side.readers).flatMap(([name, { leave, scenario }]) =>
      leave !== undefined && "afterToken" in leave && leave.afterToken > scenario.tokens
        ? [`reader ${name} leaves after token ${leave.afterToken}, but the answer has ${scenario.tokens}`]
        : [],
    ),
  ];
}

/** What stands beside the path is there because a config calls it by its name; nobody else would. */
export function besideProblems({ beside, configs }: ResolvedSide): string[] {
  return beside
    .filter((place) => {
      const others = Object.entries(configs).filter(([other]) => other !== place);
      return !others.some(([, { files }]) => Object.values(files).some((text) => text.includes(hostOfPlace(place))));
    })
    .map((place) => `${place} stands beside the path, but no config of the side names it, so nothing calls it`);
}

/** A stream that takes so long that somebody should say why. */
export function slowProblems({ slow }: Pick<Experiment, "slow">, { readers }: ResolvedSide): string[] {
  const planned = Object.values(readers).map(({ startMs, scenario }) => startMs + plannedDurationMs(scenario));
  const longestMs = Math.max(0, ...planned);
  return slow !== undefined || longestMs <= PLAN_LIMIT_MS
    ? []
    : [
        `the model means to take ${longestMs / 1000} s, the limit is ${PLAN_LIMIT_MS / 1000} s: say in \`slow\` what is waited for`,
      ];
}

function placeProblems(standing: readonly string[]): string[] {
  return standing.flatMap((place, index) => {
    if (standing.indexOf(place) < index) {
      return [`${place} stands twice: a second instance is called ${layerOfPlace(place)}#2`];
    }
    const number = Number(place.split("#")[1] ?? 1);
    const before = number > 2 ? `${layerOfPlace(place)}#${number - 1}` : layerOfPlace(place);
    return standing.includes(before) ? [] : [`${place} without ${before}: instances are numbered from 1 on`];
  });
}

/** What no schema can say of a scenario, for each reader, and for the side where every reader has one of its own. */
export function scenariosProblems({ scenario, readers }: Pick<ResolvedSide, "scenario" | "readers">): string[] {
  const isOwn = (reader: ResolvedSide["readers"][string]): boolean => !isDeepStrictEqual(reader.scenario, scenario);
  const ofReaders = Object.entries(readers).flatMap(([name, reader]) =>
    told(scenarioProblems(reader.scenario, reader.dialect), isOwn(reader) ? `readers.${name}.scenario` : "scenario"),
  );
  // the mock refuses a program that no dialect can write, whoever asks
  const inEach = DIALECTS.map((dialect) => scenarioProblems(scenario, dialect));
  const refused = Object.values(readers).every(isOwn) && inEach.every((problems) => problems.length > 0);
  const found = [...ofReaders, ...(refused ? told(inEach[0]!, "scenario") : [])];
  const lockstep = [scenario, ...Object.values(readers).map((reader) => reader.scenario)].some((one) => one.lockstep);
  return [
    ...new Set(found),
    ...(lockstep ? ["scenario.lockstep is the rig's own: proofs says what is proved in lockstep"] : []),
  ];
}

function told(problems: ReturnType<typeof scenarioProblems>, where: string): string[] {
  return problems.map(({ path, message, hint }) => `${where}.${path}: ${message} (${hint})`);
}

/** The mock knows whose scenario a request gets by the reader's name in it. */
export function namelessProblems({ scenario, readers }: ResolvedSide): string[] {
  return Object.entries(readers)
    .filter(([, reader]) => reader.anonymous && !isDeepStrictEqual(reader.scenario, scenario))
    .map(([name]) => `reader ${name} is anonymous: the model cannot tell that a scenario of its own is meant for it`);
}

/** Lockstep needs one reader that reads a whole answer to its end. */
export function proofProblems({ proofs }: Pick<Experiment, "proofs">, side: ResolvedSide): string[] {
  if (!proofs.includes("lockstep")) return [];
  const readers = Object.values(side.readers);
  const why = [
    readers.length > 1 ? "several readers" : "",
    readers.some((reader) => reader.leave) ? "a reader that leaves" : "",
    readers.some((reader) => reader.scenario.cut) ? "a cut" : "",
    side.acts.length > 0 ? "acts" : "",
  ].filter(Boolean);
  return why.length > 0 ? [`${why.join(", ")} cannot be proved in lockstep: proofs: ["paced"]`] : [];
}
