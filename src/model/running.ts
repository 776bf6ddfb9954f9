import type { Act, ResolvedSide } from "./experiment.ts";
import type { LayerVersion } from "./trace.ts";

/** A side whose containers stand and answer: what src/stack hands over and src/probe measures. */
export interface RunningSide extends AsyncDisposable {
  readonly side: ResolvedSide;
  /** Control address of the mock LLM, from where the runner stands. */
  readonly mockUrl: string;
  /** Control address of each reader layer in use, by layer. */
  readonly readerUrls: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, LayerVersion>>;
  readonly configs: Readonly<Record<string, string>>;
  /** Aborted with a LabError when a container dies that no act has ended. */
  readonly died: AbortSignal;
  /**
   * @param brokenOff an answer ended before its time, as a dying layer would end it: the engine is given time to hear of that
   * @throws LabError layer_failed if a container is gone that no act has ended
   */
  assertAlive(brokenOff: boolean): Promise<void>;
  /** What each layer of the path has written to its log so far. */
  logs(): Promise<Record<string, string>>;
  /** Peak memory so far of the layers whose expectation asks for it, MB; a layer whose container has stopped is left out. */
  peakMemoryMb(): Promise<Record<string, number>>;
  /** Carries out one act; resolves when the command has been given (a `stop` or `restart`: when it has happened). */
  perform(act: Act): Promise<void>;
}

/** What a person may watch while it runs; every call is cheap and none may throw. */
export interface Observer {
  /** What the lab is doing now, for one experiment. */
  phase(experiment: string, text: string): void;
  /** The streams of these sides begin. */
  started(experiment: string, sides: readonly { name: string; plannedMs: number }[]): void;
  /** A token reached a reader of this side's paced run, so long after that run began. */
  token(experiment: string, side: string, atMs: number): void;
  /** The streams are over. */
  ended(experiment: string): void;
}
