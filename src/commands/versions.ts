import type { NamedExperiment } from "../catalog/experiments.ts";
import { loadLayers } from "../catalog/layers.ts";
import { resolveSides } from "../catalog/resolve.ts";
import { differInVersionAlone } from "../catalog/rules-version.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { VerdictWord } from "../model/words.ts";
import { renderVersions } from "../report/index.ts";
import type { VersionFlip, VersionSide } from "../report/index.ts";
import { lastVerdicts } from "../results/store.ts";
import { currentExperiments } from "./subjects.ts";
import { terminal } from "./terminal.ts";

/** Prints what versions of a product do to one and the same stream: each version's shape, and who says what changed. */
export async function versionsCommand(flags: { json?: boolean }): Promise<void> {
  const layers = loadLayers();
  const { experiments, digests } = await currentExperiments(layers);
  const last = lastVerdicts(digests);
  const flips = experiments
    .filter(({ kind }) => kind === "version")
    .map((experiment) => flipOf(experiment, layers, last.get(experiment.id)?.verdict ?? null))
    .sort((a, b) => a.product.localeCompare(b.product, "en"));
  const text = flags.json ? JSON.stringify(flips, null, 2) : renderVersions(flips, terminal(process.stdout));
  process.stdout.write(`${text}\n`);
}

/**
 * An experiment of kind `version` as a row: the first side, and those that differ from it in the version alone. What else it has (a cure, the
 * path without the product, a longer stream) is there to prove the title.
 * @param last verdict of its last run that still counts; null: there is none
 */
export function flipOf(experiment: NamedExperiment, layers: Layers, last: VerdictWord | null): VersionFlip {
  const { id, layer, title, changed = [] } = experiment;
  const product = changed[0]?.product ?? layer;
  const [first, ...others] = resolveSides(experiment, layers);
  const versions = first === undefined ? [] : [first, ...others.filter((side) => differInVersionAlone(first, side))];
  return {
    ...{ id, product, title, last },
    sides: versions.map((side) => versionSide(side, product)),
    changed: changed.map(({ in: release, source }) => ({ in: release, source })),
  };
}

/** A side is called by its version, with the product before it where that is not the layer (`uvloop-0.22.1`). */
function versionSide({ name, readers, expect }: ResolvedSide, product: string): VersionSide {
  const seen = Object.keys(readers).map((reader) => {
    const { shape, end, headers } = { ...expect, ...expect?.readers?.[reader] };
    return [reader, { shape, end, headers }] as const;
  });
  return { side: name, version: name.replace(`${product}-`, ""), readers: Object.fromEntries(seen) };
}
