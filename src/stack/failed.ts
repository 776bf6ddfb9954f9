import { LabError } from "../model/error.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import type { LayerVersion } from "../model/trace.ts";
import { allLogs } from "./collect.ts";
import { containersOf, inspectProject } from "./containers.ts";
import { servicesOf } from "./services.ts";
import { versionsOf } from "./versions.ts";

/** What is left of a side that did not start: a SideTrace's own fields. Its configs stand in the side itself. */
export interface Evidence {
  readonly versions: Record<string, LayerVersion>;
  /** By place, readers and mock included: the whole log so far. */
  readonly logs: Record<string, string>;
}

/** Why a side did not start, with what its containers had to say. */
export class SideFailed extends LabError {
  readonly evidence: Evidence;

  constructor(why: LabError, evidence: Evidence) {
    super(why.code, why.message, {
      ...(why.observed === undefined ? {} : { observed: why.observed }),
      ...(why.limit === undefined ? {} : { limit: why.limit }),
      ...(why.hint === undefined ? {} : { hint: why.hint }),
      cause: why,
    });
    this.name = "SideFailed";
    this.evidence = evidence;
  }
}

/** Reads what can still be read off a side's containers, before they are removed. Empty where the engine no longer answers. */
export async function evidenceOf(side: ResolvedSide, layers: Layers, project: string): Promise<Evidence> {
  try {
    const containers = containersOf(await inspectProject(project), servicesOf(side, layers));
    const [versions, logs] = await Promise.all([versionsOf(side, layers, containers), allLogs(side, containers)]);
    return { versions, logs };
  } catch {
    return { versions: {}, logs: {} }; // the failure itself is what has to be told
  }
}
