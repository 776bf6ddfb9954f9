import type { Layers } from "../model/layer.ts";
import type { ScenarioOverrides } from "../model/scenario.ts";
import type { Subject } from "../model/subject.ts";
import { loadExperiment } from "./experiments.ts";
import type { NamedExperiment } from "./experiments.ts";
import { resolveSides } from "./resolve.ts";

/** The experiments that calibrate the rig: nothing held must be seen streamed, everything held must be seen held. */
export const CONTROLS = ["passthrough", "hold-all"] as const;

/** The reader layer that the controls name themselves. */
const PROBE = "probe";

/**
 * An experiment as a value, everything in it that a run needs.
 * @param overrides what the caller changes of every scenario
 * @throws LabError content, as resolveSides
 */
export function subjectOf(experiment: NamedExperiment, layers: Layers, overrides: ScenarioOverrides = {}): Subject {
  const { id, layer, title, kind, why, proofs, proofsRun, sidesRun } = experiment;
  const sides = resolveSides(experiment, layers, overrides);
  return { id, layer, title, kind, why, proofs, proofsRun, sidesRun, sides };
}

/**
 * The controls as one reader layer sees them: each verdict that relies on this reader relies on both. Never with overrides. Their results
 * stand beside the experiments' own (`hold-all-by-curl`).
 */
export async function controlSubjects(reader: string, layers: Layers): Promise<Subject[]> {
  const experiments = await Promise.all(CONTROLS.map((id) => loadExperiment(id)));
  return experiments.map((experiment) => subjectOf(readBy(reader, experiment), layers));
}

/** The same experiment with every reader of this layer. */
export function readBy(layer: string, experiment: NamedExperiment): NamedExperiment {
  if (layer === PROBE) return experiment;
  const readers = Object.entries(experiment.readers).map(([name, reader]) => [name, { ...reader, layer }]);
  return {
    ...experiment,
    id: `${experiment.id}-by-${layer}`,
    title: `${experiment.title} (${layer})`,
    readers: Object.fromEntries(readers) as NamedExperiment["readers"],
  };
}
