import { experimentIds } from "../catalog/experiments.ts";
import { loadLayers } from "../catalog/layers.ts";
import type { LabEvent } from "../model/event.ts";
import type { ScenarioOverrides } from "../model/scenario.ts";
import { createRace, jsonDocument, renderExperiment, renderTable } from "../report/index.ts";
import type { Begun, Outcome } from "../run.ts";
import { exitCodeOf } from "./exit-code.ts";
import { selectExperiments } from "./select.ts";
import { loadSubjects } from "./subjects.ts";
import { terminal } from "./terminal.ts";

/** Flags of `./lab run`. `json` and `events` exclude each other: each owns stdout. */
export interface ExperimentFlags {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly events?: boolean;
  readonly keep?: boolean;
  /** False with --no-tap. */
  readonly tap?: boolean;
  readonly tokens?: number;
  readonly gap?: number;
  readonly eventBytes?: number;
}

/** Runs the named experiments one after the other, prints each as soon as it is judged, and sets the exit code. */
export async function experimentCommand(names: string[], flags: ExperimentFlags): Promise<void> {
  const layers = loadLayers();
  const overrides = overridesOf(flags);
  const ids = selectExperiments(names, flags.all ?? false, experimentIds());
  const subjects = await loadSubjects(ids, layers, overrides);
  // the Docker client is loaded once there is something to run: a wrong name need not wait for it
  const [{ openSession }, { stopOnSignals }] = await Promise.all([import("../run.ts"), import("./signals.ts")]);
  const race = createRace(process.stderr, (subject) => ids.includes(subject));
  const signal = stopOnSignals();
  signal.addEventListener("abort", () => race.stop());
  const listen = flags.events ? printEvent : process.stderr.isTTY ? race.listen : null;
  const options = {
    layers,
    overrides,
    keep: flags.keep ?? false,
    tap: flags.tap ?? true,
    env: process.env,
    listen,
    signal,
  };
  await using session = await openSession(subjects, options);
  const outcomes: Outcome[] = [];
  const tell = async ({ outcome }: Begun): Promise<void> => {
    outcomes.push(await outcome);
    if (!flags.json && !flags.events) printOutcome(outcomes.at(-1)!, outcomes.length > 1);
  };
  let telling = Promise.resolve();
  try {
    for (const subject of subjects) {
      const begun = await session.begin(subject);
      race.stop();
      telling = telling.then(() => tell(begun));
      telling.catch(() => {}); // thrown below
      // a picture that is drawn anew must not be written into
      if (process.stderr.isTTY) await telling;
    }
    await telling;
  } catch (error) {
    race.stop();
    // after a signal the handler ends the process; what breaks because the containers go is no news
    if (signal.aborted) return await new Promise(() => {});
    throw error;
  }
  const verdicts = outcomes.map(({ verdict }) => verdict);
  if (flags.json) print(JSON.stringify(jsonDocument(verdicts), null, 2));
  else if (!flags.events && verdicts.length > 1) print(renderTable(verdicts, terminal(process.stdout)));
  process.exitCode = exitCodeOf(verdicts.map(({ verdict }) => verdict));
}

function overridesOf({ tokens, gap, eventBytes }: ExperimentFlags): ScenarioOverrides {
  return {
    ...(tokens === undefined ? {} : { tokens }),
    ...(gap === undefined ? {} : { gapMs: gap }),
    ...(eventBytes === undefined ? {} : { eventBytes }),
  };
}

function printOutcome(outcome: Outcome, below: boolean): void {
  print(`${below ? "\n" : ""}${renderExperiment(outcome, terminal(process.stdout))}`);
}

/** `--events`: a line each, NDJSON. */
function printEvent(event: LabEvent): void {
  print(JSON.stringify(event));
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
