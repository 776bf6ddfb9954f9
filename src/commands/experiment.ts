import { matchesGlob } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import { experimentIds } from "../catalog/experiments.ts";
import { loadLayers } from "../catalog/layers.ts";
import { LabError } from "../model/error.ts";
import type { Observer } from "../model/running.ts";
import type { ScenarioInput } from "../model/scenario.ts";
import type { VerdictWord } from "../model/words.ts";
import { createRace, jsonDocument, renderExperiment, renderTable } from "../report/index.ts";
import type { Outcome } from "../run.ts";
import { openSession } from "../run.ts";
import { stopOnSignals } from "./signals.ts";
import { terminal } from "./terminal.ts";

/** Flags of `npm run experiment`. */
export interface ExperimentFlags {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly tokens?: number;
  readonly gap?: number;
  readonly eventBytes?: number;
}

const EXIT_CODES: Record<VerdictWord, number> = { pass: 0, fail: 1, inconclusive: 2 };

/** Runs the named experiments one after the other, prints each as soon as it is judged, and sets the exit code of the worst. */
export async function experimentCommand(names: string[], flags: ExperimentFlags): Promise<void> {
  const ids = selectExperiments(names, flags.all ?? false);
  const race = createRace(process.stderr);
  const signal = stopOnSignals();
  const options = {
    layers: loadLayers(),
    overrides: overridesOf(flags),
    keep: flags.keep ?? false,
    observer: observing(ids, race, signal),
    signal,
  };
  signal.addEventListener("abort", () => race.stop());
  await using session = await openSession(ids, options);
  const outcomes: Outcome[] = [];
  try {
    for (const id of ids) {
      const outcome = await session.run(id);
      race.stop();
      outcomes.push(outcome);
      if (!flags.json)
        print(`${outcomes.length > 1 ? "\n" : ""}${renderExperiment(outcome, terminal(process.stdout))}`);
    }
  } catch (error) {
    race.stop();
    // after a signal the handler ends the process; what breaks because the containers go is no news
    if (options.signal.aborted) return await new Promise(() => {});
    throw error;
  }
  const verdicts = outcomes.map((outcome) => outcome.verdict);
  if (flags.json) print(JSON.stringify(jsonDocument(verdicts), null, 2));
  else if (verdicts.length > 1) print(renderTable(verdicts, terminal(process.stdout)));
  process.exitCode = Math.max(...verdicts.map(({ verdict }) => EXIT_CODES[verdict]));
}

/** @throws LabError usage for a name that no experiment has, with the nearest one that there is */
export function selectExperiments(names: readonly string[], all: boolean): string[] {
  const ids = experimentIds();
  if (all) return ids;
  if (names.length === 0) throw new LabError("usage", "which experiment?", { hint: "npm run list   shows them all" });
  const selected = names.flatMap((name) => {
    const matching = ids.filter((id) => matchesGlob(id, name));
    if (matching.length > 0) return matching;
    const nearest = closest(name, ids);
    const near = distance(name, nearest) <= Math.max(3, name.length / 2);
    throw new LabError("usage", `no experiment is called ${name}`, {
      hint: near ? `did you mean: npm run experiment ${nearest}` : "npm run list   shows them all",
    });
  });
  return [...new Set(selected)];
}

function overridesOf(flags: ExperimentFlags): ScenarioInput {
  return {
    ...(flags.tokens === undefined ? {} : { tokens: flags.tokens }),
    ...(flags.gap === undefined ? {} : { gapMs: flags.gap }),
    ...(flags.eventBytes === undefined ? {} : { eventBytes: flags.eventBytes }),
  };
}

/** The race shows what was asked for; controls that run beside it stay in the background. */
function observing(ids: readonly string[], race: ReturnType<typeof createRace>, signal: AbortSignal): Observer {
  const asked = (id: string, show: () => void): void => {
    if (ids.includes(id) && !signal.aborted) show();
  };
  return {
    phase: (id, text) => asked(id, () => race.phase(`${id}: ${text}`)),
    started: (id, sides) => asked(id, () => race.start(id, sides)),
    token: (id, side, atMs) => asked(id, () => race.token(side, "token", atMs)),
    ended: (id) => asked(id, () => race.stop()),
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
