import type { Config, ResolvedReader, ResolvedSide } from "../../src/model/experiment.ts";
import type { Layer, Layers } from "../../src/model/layer.ts";
import type { Scenario } from "../../src/model/scenario.ts";

/** A layer as its fragment would say; a reader is one by its name, and the mock has no knob. */
export function layerCalled(name: string, more: Partial<Layer> = {}): Layer {
  return {
    ...{ name, folder: name, prefix: name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_") },
    image: `buffering-lab/${name}:1.0.0`,
    defaultVariant: null,
    variants: new Map(),
    reader: ["probe", "curl"].includes(name),
    shared: ["mock-llm", "probe"].includes(name),
    versionCommand: null,
    askedWith: null,
    reloadSignal: null,
    startLimitMs: null,
    ...more,
  };
}

/** The layers that the tests of src/stack work with. */
export const LAYERS: Layers = new Map(
  [
    ...["probe", "curl", "app", "mock-llm", "ext-proc"].map((name) => layerCalled(name)),
    layerCalled("nginx", { reloadSignal: "SIGHUP" }),
  ].map((layer) => [layer.name, layer]),
);

/** A config of one file, `<name>.conf`, from the layer's own folder. */
export function configCalled(name: string, text = `# ${name}\n`, source: Config["source"] = "layer"): Config {
  return { name, files: { [`${name}.conf`]: text }, source };
}

/** A reader of the path's outermost place. */
export function readerOf(layer = "probe", entry: Partial<ResolvedReader["entry"]> = {}): ResolvedReader {
  return {
    layer,
    ...{
      startMs: 0,
      method: "POST",
      httpVersion: "1.1",
      at: "nginx",
      dialect: "openai",
      target: "/",
      anonymous: false,
    },
    entry: { scheme: "http", host: "upstream", port: 8080, ...entry },
    headers: {},
    body: {},
    scenario: {} as Scenario, // no part of the stack looks at it
  };
}

/** A side probe -> nginx -> app -> mock-llm, or as `more` says. */
export function sideWith(more: Partial<ResolvedSide> = {}): ResolvedSide {
  return {
    name: "any",
    path: ["nginx", "app", "mock-llm"],
    beside: [],
    configs: { nginx: configCalled("buffering-on"), app: configCalled("compression-off") },
    versions: {},
    scenario: {} as Scenario,
    readers: { reader: readerOf() },
    acts: [],
    ...more,
  };
}
