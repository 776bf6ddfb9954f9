import * as v from "valibot";
import { Expectation } from "./expectation.ts";
import { Ms, Scenario, TokenCount, TokenNumber } from "./scenario.ts";
import { Id, Kind, Proof, Settlement } from "./words.ts";

/** A named reader: which layer reads, when, what it sends, when it leaves. */
export const Reader = v.strictObject({
  /** A layer whose container answers `POST /read` (layers/probe/README.md). */
  layer: v.optional(Id, "probe"),
  /** Start so long after the side's first reader. */
  startMs: v.optional(Ms, 0),
  method: v.optional(v.picklist(["GET", "POST"]), "POST"),
  httpVersion: v.optional(v.picklist(["1.0", "1.1", "2"]), "1.1"),
  /** `https` reads from port 8443 of the outermost layer and accepts the lab's own certificate. */
  scheme: v.optional(v.picklist(["http", "https"]), "http"),
  /** Path and query of the request. */
  target: v.optional(v.string(), "/v1/chat/completions"),
  /** Sent beside `Accept`; without `accept-encoding` here the request has none. */
  headers: v.optional(v.record(v.string(), v.string()), {}),
  /** More fields of the request's JSON body. */
  body: v.optional(v.record(v.string(), v.unknown()), {}),
  /** Do not name the reader in the request, so that two readers' requests are byte for byte the same (a shared cache). */
  anonymous: v.optional(v.boolean(), false),
  leave: v.optional(v.union([v.strictObject({ afterToken: TokenCount }), v.strictObject({ afterMs: Ms })])),
  bytesPerSecond: v.optional(v.pipe(v.number(), v.minValue(1))),
});
export type ReaderInput = v.InferInput<typeof Reader>;
export type Reader = v.InferOutput<typeof Reader>;

/** Something that happens to the path during the paced stream. */
export const Act = v.strictObject({
  /** When: after the mock has sent this token, or so long after the first reader's start. */
  at: v.union([v.strictObject({ token: TokenNumber }), v.strictObject({ ms: Ms })]),
  /** `signal`: to the layer's main process; `exec`: a command in its container; `stop`: `docker stop` with the image's own signal. */
  do: v.picklist(["signal", "exec", "stop", "kill", "restart", "disconnect"]),
  layer: Id,
  signal: v.optional(
    v.picklist(["SIGTERM", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGINT", "SIGWINCH", "SIGKILL"]),
  ),
  command: v.optional(v.array(v.string())),
});
export type Act = v.InferOutput<typeof Act>;

/** What /healthz answers through this side's path once it stands; default 200, which a path that refuses everything never gives. */
const HealthzStatus = v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)));

const ByLayer = v.record(Id, v.string());

/** One configuration of the path. What it names overrides the experiment's own; scenario and readers are merged field by field. */
export const Side = v.strictObject({
  /** Variant by layer: a file of layers/<layer>/variants, without its ending. Layers left out run their default. */
  variants: v.optional(ByLayer, {}),
  /** Product version by layer (the image's tag); default: the one that the layer's fragment names. */
  versions: v.optional(ByLayer, {}),
  path: v.optional(v.array(Id)),
  beside: v.optional(v.array(Id)),
  scenario: v.optional(v.partial(Scenario)),
  readers: v.optional(v.record(Id, v.partial(Reader))),
  acts: v.optional(v.array(Act)),
  healthzStatus: HealthzStatus,
  expect: Expectation,
});

/** An experiment, as one file of experiments/ states it. The file name is its id. */
export const Experiment = v.strictObject({
  /** One line, at most 90 characters: the claim, in the present tense. */
  title: v.pipe(v.string(), v.minLength(10), v.maxLength(90)),
  kind: Kind,
  /** The layer under test. */
  layer: Id,
  /** Why seeing the sides as expected proves the title; one short paragraph, with the mechanism. */
  why: v.pipe(v.string(), v.minLength(20)),
  /** What a pass says of the claims in experiments/claims.yaml, by id. */
  claims: v.optional(v.record(v.pipe(v.string(), v.regex(/^C\d\d$/)), Settlement), {}),
  /** Layers from the reader (left out) to the origin, outermost first. `nginx-outer` is a second instance of `nginx`. */
  path: v.pipe(v.array(Id), v.minLength(1)),
  /** Layers that stand beside the path, because a layer of it calls them (an ext_proc server). */
  beside: v.optional(v.array(Id), []),
  scenario: v.optional(Scenario, {}),
  readers: v.optional(v.record(Id, Reader), { reader: {} }),
  acts: v.optional(v.array(Act), []),
  /** Default both; a stream that is cut, refused, or shared by several readers cannot be proved in lockstep. */
  proofs: v.optional(v.pipe(v.array(Proof), v.minLength(1)), ["paced", "lockstep"]),
  /** `in-turn`: for a path that serves one request at a time, where one proof's stream would wait for the other's. */
  proofsRun: v.optional(v.picklist(["together", "in-turn"]), "together"),
  /** Load experiments measure one side after the other. */
  sidesRun: v.optional(v.picklist(["together", "in-turn"]), "together"),
  /** Present when the experiment waits for a real default: how long, and why it cannot be shortened. */
  slow: v.optional(v.string()),
  /** From the first (usually `broken`) to the last (usually `fixed`). The report diffs each against the first. */
  sides: v.record(Id, Side),
});
export type ExperimentInput = v.InferInput<typeof Experiment>;
export type Experiment = v.InferOutput<typeof Experiment>;

/** Identity that lets the editor check an experiment file while it is typed; the loader checks it again at run time. */
export function defineExperiment<const E extends ExperimentInput>(experiment: E): E {
  return experiment;
}

/** A side with everything that it inherits filled in: what stack, probe and verdict work on. */
export const ResolvedSide = v.strictObject({
  name: Id,
  path: v.array(Id),
  beside: v.array(Id),
  variants: ByLayer,
  versions: ByLayer,
  scenario: Scenario,
  readers: v.record(Id, Reader),
  acts: v.array(Act),
  healthzStatus: HealthzStatus,
  expect: Expectation,
});
export type ResolvedSide = v.InferOutput<typeof ResolvedSide>;

/** Every layer that a side needs running, once: the layer of each reader, its path, and what stands beside it. */
export function layerNamesOf({ path, beside, readers }: ResolvedSide): string[] {
  return [...new Set([...Object.values(readers).map((reader) => reader.layer), ...path, ...beside])];
}
