import * as v from "valibot";
import { Expectation } from "./expectation.ts";
import { Ms, Scenario, TokenCount, TokenNumber } from "./scenario.ts";
import { Dialect, Id, Kind, layerOfPlace, Place, Proof } from "./words.ts";

/** What each of many readers is given one of. */
const among = <T extends v.GenericSchema>(item: T) => v.optional(v.pipe(v.array(item), v.minLength(1)));

/** A named reader: which layer reads, when, what it sends, when it leaves. */
export const Reader = v.strictObject({
  /** A layer whose container answers `POST /read` (reader-kit/README.md). */
  layer: v.optional(Id, "probe"),
  /** Start so long after the side's first reader. */
  startMs: v.optional(Ms, 0),
  /** So many readers like this one, called `<name>-1`, `<name>-2` ... where it is more than one; each starts `everyMs` after the last. */
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)), 1),
  everyMs: v.optional(Ms, 0),
  method: v.optional(v.picklist(["GET", "POST"]), "POST"),
  httpVersion: v.optional(v.picklist(["1.0", "1.1", "2"]), "1.1"),
  /** `https` reads from port 8443 and accepts the lab's own certificate. */
  scheme: v.optional(v.picklist(["http", "https"]), "http"),
  /** Where this reader enters; absent: at the outermost layer of the path. */
  at: v.optional(Place),
  /** How the request is put, and the answer read. */
  dialect: v.optional(Dialect, "openai"),
  /** Path and query of the request; absent: the dialect's. */
  target: v.optional(v.string()),
  /** Sent beside `Accept`; without `accept-encoding` here the request has none. */
  headers: v.optional(v.record(v.string(), v.string()), {}),
  /** More fields of the request's JSON body. */
  body: v.optional(v.record(v.string(), v.unknown()), {}),
  /** Do not name the reader in the request, so that two readers' requests are byte for byte the same (a shared cache). */
  anonymous: v.optional(v.boolean(), false),
  leave: v.optional(v.union([v.strictObject({ afterToken: TokenCount }), v.strictObject({ afterMs: Ms })])),
  bytesPerSecond: v.optional(v.pipe(v.number(), v.minValue(1))),
  /** Gives up after so long; absent: twice what the model plans, and five seconds. */
  patienceMs: v.optional(Ms),
  /** What the model is told for this reader alone, over the side's scenario: a slow answer beside a fast one. */
  scenario: v.optional(v.partial(Scenario)),
  /**
   * Of `count` readers each asks for an answer of its own: for each list one of its values, picked by the seed. The same seed picks the same,
   * in every run and on every side; a value that stands twice is picked twice as often.
   */
  picks: v.optional(
    v.strictObject({
      seed: v.optional(v.pipe(v.number(), v.integer()), 1),
      tokens: among(TokenCount),
      ttftMs: among(Ms),
      gapMs: among(Ms),
    }),
  ),
});
export type Reader = v.InferOutput<typeof Reader>;

/** When an act happens: after the mock has sent this token, or so long after the first reader's start. */
const at = v.union([v.strictObject({ token: TokenNumber }), v.strictObject({ ms: Ms })]);
const SIGNALS = ["SIGTERM", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGINT", "SIGWINCH", "SIGKILL"] as const;
/** Whether the layer's end belongs to the act: then its death is no failure of the run. */
const ends = v.boolean();

/** Something that happens to a layer of the path during the paced stream. */
export const Act = v.variant("do", [
  /** A signal to the layer's main process. */
  v.strictObject({ at, layer: Place, do: v.literal("signal"), signal: v.picklist(SIGNALS), ends }),
  /** A command in its container. */
  v.strictObject({
    ...{ at, layer: Place, do: v.literal("exec"), ends: v.optional(ends, false) },
    command: v.pipe(v.array(v.string()), v.minLength(1)),
  }),
  /** `docker stop` with the image's own signal. */
  v.strictObject({ at, layer: Place, do: v.literal("stop") }),
  v.strictObject({ at, layer: Place, do: v.literal("kill") }),
  v.strictObject({ at, layer: Place, do: v.literal("restart") }),
  /** Takes the layer off the network; nothing dies. */
  v.strictObject({ at, layer: Place, do: v.literal("disconnect") }),
]);
export type Act = v.InferOutput<typeof Act>;

/** True if the layer may be gone after this act, without that being a failure. */
export function actEnds(act: Act): boolean {
  return act.do === "signal" || act.do === "exec" ? act.ends : act.do !== "disconnect";
}

/** What /healthz answers through this side's path once it stands; default 200, which a path that refuses everything never gives. */
const HealthzStatus = v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)));

const ByPlace = v.record(Place, v.string());

/** One configuration of the path. What it names overrides the experiment's own; scenario and readers are merged field by field. */
export const Side = v.strictObject({
  /** Variant by place: a name in layers/<layer>/variants, without its ending. Places left out run their layer's default. */
  variants: v.optional(ByPlace, {}),
  /** Product version by place (the image's tag); default: the one that the layer's fragment names. */
  versions: v.optional(ByPlace, {}),
  path: v.optional(v.array(Place)),
  beside: v.optional(v.array(Place)),
  scenario: v.optional(v.partial(Scenario)),
  readers: v.optional(v.record(Id, v.partial(Reader))),
  acts: v.optional(v.array(Act)),
  healthzStatus: HealthzStatus,
  /** Absent: the side is observed, and judged by nothing. */
  expect: v.optional(Expectation),
});

/** What changed between two versions, and who says so. */
export const Change = v.strictObject({
  /** Absent: the layer itself; else the package of its image that changed (`uvloop`). */
  product: v.optional(Id),
  /** The first release that has the change. */
  in: v.pipe(v.string(), v.regex(/^\d+(\.\d+)+$/, "must be a release, as in 1.29.7")),
  /** Where a person can read it: list of changes, issue, pull request. Null: it was looked for, and not found. */
  source: v.nullable(v.pipe(v.string(), v.url("must be an address, or null where none was found"))),
});
export type Change = v.InferOutput<typeof Change>;

/** An experiment, as one file experiments/<layer under test>/<id>.ts states it. */
export const Experiment = v.strictObject({
  /** One line, at most 90 characters: the claim, in the present tense. */
  title: v.pipe(v.string(), v.minLength(10), v.maxLength(90)),
  kind: Kind,
  /** Why seeing the sides as expected proves the title; one short paragraph, with the mechanism. */
  why: v.pipe(v.string(), v.minLength(20)),
  /** Of kind `version`: the changes that its sides show, the oldest first. Nothing measured depends on it, so no digest has it. */
  changed: v.optional(v.pipe(v.array(Change), v.minLength(1))),
  /** Layers from the reader (left out) to the origin, outermost first. `nginx#2` is a second instance of `nginx`. */
  path: v.pipe(v.array(Place), v.minLength(1)),
  /** Layers that stand beside the path, because a layer of it calls them (an ext_proc server). */
  beside: v.optional(v.array(Place), []),
  scenario: v.optional(Scenario, {}),
  readers: v.optional(v.record(Id, Reader), { reader: {} }),
  acts: v.optional(v.array(Act), []),
  /** Default both; a stream that is cut, refused, or shared by several readers cannot be proved in lockstep. */
  proofs: v.optional(v.pipe(v.array(Proof), v.minLength(1)), ["paced", "lockstep"]),
  /** `in-turn`: for a path that serves one request at a time, where one proof's stream would wait for the other's. */
  proofsRun: v.optional(v.picklist(["together", "in-turn"]), "together"),
  /**
   * `in-turn`: load experiments. `reloaded`: one stack stands for all sides, and each side's configs are put in and reloaded in turn. Sides
   * that differ in what is asked only need no reload: so a slow server starts once.
   */
  sidesRun: v.optional(v.picklist(["together", "in-turn", "reloaded"]), "together"),
  /** Present when the experiment waits for a real default: how long, and why it cannot be shortened. */
  slow: v.optional(v.pipe(v.string(), v.minLength(10))),
  /** From the first (usually `broken`) to the last (usually `fixed`). The report diffs each against the first. */
  sides: v.record(Id, Side),
});
export type ExperimentInput = v.InferInput<typeof Experiment>;
export type Experiment = v.InferOutput<typeof Experiment>;

/** Identity that lets the editor check an experiment file while it is typed; the loader checks it again at run time. */
export function defineExperiment<const E extends ExperimentInput>(experiment: E): E {
  return experiment;
}

/** Where a reader enters, seen from its container. */
export const Entry = v.strictObject({ scheme: v.picklist(["http", "https"]), host: v.string(), port: v.number() });
export type Entry = v.InferOutput<typeof Entry>;

/** A reader with everything that it inherits filled in. */
export const ResolvedReader = v.strictObject({
  layer: Id,
  startMs: Ms,
  method: v.picklist(["GET", "POST"]),
  httpVersion: v.picklist(["1.0", "1.1", "2"]),
  /** The place that it enters at; null: none of ours (somebody's URL). */
  at: v.nullable(Place),
  entry: Entry,
  dialect: Dialect,
  target: v.string(),
  headers: v.record(v.string(), v.string()),
  body: v.record(v.string(), v.unknown()),
  anonymous: v.boolean(),
  leave: v.optional(v.union([v.strictObject({ afterToken: TokenCount }), v.strictObject({ afterMs: Ms })])),
  bytesPerSecond: v.optional(v.number()),
  patienceMs: v.optional(Ms),
  /** What the model is told for it. */
  scenario: Scenario,
});
export type ResolvedReader = v.InferOutput<typeof ResolvedReader>;

/** A config as a value: its name, and the text of each of its files, by path below the layer's folder of variants. */
export const Config = v.strictObject({
  name: v.string(),
  files: v.record(v.string(), v.string()),
  /** `layer`: the files stand in layers/<layer>/variants, and are mounted from there. `given`: they are a person's own, and are written out. */
  source: v.picklist(["layer", "given"]),
});
export type Config = v.InferOutput<typeof Config>;

/** The name by which readers' containers know a place: it is called otherwise in each stack. */
export type HostOf = (place: string) => string;

/** Where a reader enters. Somebody's own address stays what it is. */
export function entryOf({ at, entry }: Pick<ResolvedReader, "at" | "entry">, hostOf: HostOf): Entry {
  return at === null ? entry : { ...entry, host: hostOf(at) };
}

/** A side with everything that it inherits filled in: what stack, measure, observe and verdict work on. */
export const ResolvedSide = v.strictObject({
  name: Id,
  path: v.array(Place),
  beside: v.array(Place),
  /** Of each place that has a knob, its default included; readers by their layer. */
  configs: v.record(Place, Config),
  versions: ByPlace,
  scenario: Scenario,
  readers: v.record(Id, ResolvedReader),
  acts: v.array(Act),
  healthzStatus: HealthzStatus,
  expect: v.optional(Expectation),
});
export type ResolvedSide = v.InferOutput<typeof ResolvedSide>;

/** Every place that a side needs running, once: the layer of each reader, its path, and what stands beside it. */
export function placesOf({ path, beside, readers }: Pick<ResolvedSide, "path" | "beside" | "readers">): string[] {
  return [...new Set([...Object.values(readers).map((reader) => reader.layer), ...path, ...beside])];
}

/** The layers of these places, once each. */
export function layersOfPlaces(places: readonly string[]): string[] {
  return [...new Set(places.map(layerOfPlace))];
}
