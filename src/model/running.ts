import type { Act, HostOf, ResolvedSide } from "./experiment.ts";
import type { LayerVersion } from "./trace.ts";

/** What is to be read off the layers once the last run is over, because somebody will judge it. */
export interface Collect {
  /** Places whose peak memory is asked for: an exec costs some 50 ms that a stream beside it would feel. */
  readonly peakMemory: readonly string[];
  /** By place, patterns of lines that are waited for a moment: access logs are written behind the answer, and some are flushed by a timer. */
  readonly logLines: Readonly<Record<string, readonly string[]>>;
}

/** What was read. */
export interface Collected {
  /** What each place of the path has written since `since`. */
  readonly logs: Record<string, string>;
  /** A place whose container has stopped is left out. */
  readonly peakMemoryMb: Record<string, number>;
}

/** What was heard on a stack's networks. */
export interface Tapped {
  /** Packet captures, one for each network. */
  readonly files: readonly string[];
  /** The service that has an address. */
  readonly services: Readonly<Record<string, string>>;
  /** Packets that the kernel dropped. */
  readonly dropped: number;
}

/** Listens on a stack's networks from before its first request. */
export interface Tap {
  /**
   * Ends it.
   * @param sinceMs when the last packet that matters had passed, by performance.now()
   * @throws LabError with the reason why nothing, or not all, was heard
   */
  stop(sinceMs: number): Promise<Tapped>;
}

/** Sides that were started together, on one network. Disposed of, nothing of them stands any more. */
export interface RunningStack extends AsyncDisposable {
  /** In the order in which they were asked for: what stands, and why the others do not. */
  readonly sides: readonly PromiseSettledResult<RunningSide>[];
  /** Null: nobody listens. */
  readonly tap: Tap | null;
}

/** A side whose containers stand and answer: what src/stack hands over and src/measure measures. */
export interface RunningSide {
  readonly side: ResolvedSide;
  /** Its places, by the service that runs each. */
  readonly places: ReadonlyMap<string, string>;
  /** Control address of the mock LLM, from where the runner stands; null: the origin is unknown. */
  readonly mockUrl: string | null;
  /** Control address of each reader layer in use, by layer. */
  readonly readerUrls: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, LayerVersion>>;
  /** Aborted with a LabError when a container dies that no act has ended. */
  readonly died: AbortSignal;
  /** Of its own places. */
  readonly hostOf: HostOf;
  /** A run id that no side of the stack has had yet. */
  nextRunId(): string;
  /**
   * @param brokenOff an answer ended before its time, as a dying layer would end it: the engine is given time to hear of that
   * @throws LabError layer_failed if a container is gone that no act has ended
   */
  assertAlive(brokenOff: boolean): Promise<void>;
  /** Reads logs and memory, as asked. */
  collect(what: Collect): Promise<Collected>;
  /** Carries out one act; resolves when the command has been given (a `stop` or `restart`: when it has happened). */
  perform(act: Act): Promise<void>;
  /**
   * Puts another side's configs in place of the standing ones, and has their layers read them again.
   * @throws LabError rig_failed where a layer cannot be reloaded (its fragment has no label `buffering-lab.reload`)
   */
  reconfigure(side: ResolvedSide): Promise<void>;
}
