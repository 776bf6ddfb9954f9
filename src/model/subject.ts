import type { ResolvedSide } from "./experiment.ts";
import type { Kind, Proof } from "./words.ts";

/** What is looked at, as a value: an experiment's file, a person's config, a URL. Whoever runs one has loaded it; nothing looks it up again. */
export interface Subject {
  /** Names the folder of its results. */
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
  /** The layer under test. */
  readonly layer: string;
  readonly why: string;
  readonly proofs: readonly Proof[];
  readonly proofsRun: "together" | "in-turn";
  readonly sidesRun: "together" | "in-turn" | "reloaded";
  readonly sides: readonly ResolvedSide[];
}
