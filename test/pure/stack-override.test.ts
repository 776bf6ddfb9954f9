import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import type { Layer } from "../../src/model/layer.ts";
import { overrideOf, stackOf } from "../../src/stack/override.ts";
import type { Fragment } from "../../src/stack/fragment.ts";
import { variantsTarget } from "../../src/stack/fragment.ts";
import { configCalled, layerCalled, LAYERS, sideWith } from "./stack-sides.ts";

const NGINX = `
services:
  nginx:
    extends: { file: ../../compose/layer.yaml, service: layer }
    image: \${NGINX_IMAGE:-buffering-lab/nginx:1.26.3}
    build: { context: ., args: { VERSION: 1.26.3 } }
    entrypoint: []
    command: [nginx, -c, "/variants/\${NGINX_VARIANT:-buffering-off}.conf", -g, "daemon off;"]
    ports: ["127.0.0.1:\${NGINX_PORT:-0}:8080"]
    links: ["\${NGINX_UPSTREAM:-app}:upstream"]
    volumes: ["./variants:/variants:ro", "./container.conf:/container.conf:ro"]
    labels: { buffering-lab.run: "\${LAB_RUN:-hands}" }
`;

/** A layer that is another one's service with a wrapper, as envoy-draining is. */
const DRAINING = `
services:
  draining:
    extends: { service: envoy }
    command: bash /envoy/drain.sh envoy -c /envoy/variants/\${DRAINING_VARIANT:-admin}.yaml
    links: !override ["\${DRAINING_UPSTREAM:-app}:upstream"]
`;

const keep = { staged: new Map<string, string>(), env: {}, published: true };

const fragment = (layer: Layer): Fragment => ({
  file: `/lab/layers/${layer.name}/compose.yaml`,
  text: layer.name === "draining" ? DRAINING : NGINX,
});

const mounted = (source: string, target: string) => ({
  type: "bind",
  source,
  target,
  read_only: true,
  bind: { create_host_path: false },
});

const twice = sideWith({
  path: ["nginx#2", "nginx", "app", "mock-llm"],
  configs: { "nginx#2": configCalled("outer"), nginx: configCalled("inner") },
});

describe("the override file of a side", () => {
  test("has nothing to say where variables say all", () => {
    expect(parse(overrideOf(sideWith(), LAYERS, keep, fragment))).toEqual({ services: {} });
  });

  test("copies the service for a second instance: variables filled in, paths absolute, no build", () => {
    expect(parse(overrideOf(twice, LAYERS, keep, fragment))).toEqual({
      services: {
        "nginx-2": {
          extends: { file: "/lab/compose/layer.yaml", service: "layer" },
          image: "buffering-lab/nginx:1.0.0",
          entrypoint: [],
          command: ["nginx", "-c", "/variants/outer.conf", "-g", "daemon off;"],
          ports: ["127.0.0.1:0:8080"],
          links: ["nginx:upstream"],
          volumes: ["/lab/layers/nginx/variants:/variants:ro", "/lab/layers/nginx/container.conf:/container.conf:ro"],
          labels: { "buffering-lab.run": "${LAB_RUN:-hands}" },
        },
      },
    });
  });

  test("mounts a config that is not the layer's own where the layer's own would be", () => {
    const staged = new Map([["nginx", "/s/nginx"]]);
    const { services } = parse(overrideOf(sideWith(), LAYERS, { ...keep, staged }, fragment)) as never;
    expect(services).toEqual({ nginx: { volumes: [mounted("/s/nginx", "/variants")] } });
  });

  test("does so for a second instance as well", () => {
    const yaml = overrideOf(twice, LAYERS, { ...keep, staged: new Map([["nginx#2", "/s/nginx-2"]]) }, fragment);
    expect((parse(yaml) as { services: Record<string, { volumes: unknown }> }).services["nginx-2"]?.volumes).toEqual([
      "/lab/layers/nginx/container.conf:/container.conf:ro",
      mounted("/s/nginx-2", "/variants"),
    ]);
  });

  test("keeps what extends another service of its fragment, and Compose's own tags", () => {
    const layers = new Map([...LAYERS, ["draining", layerCalled("draining")]]);
    const side = sideWith({ path: ["draining#2", "mock-llm"], configs: { "draining#2": configCalled("admin") } });
    const yaml = overrideOf(side, layers, keep, fragment);
    expect(yaml).toContain("extends: { service: envoy, file: /lab/layers/draining/compose.yaml }");
    expect(yaml).toMatch(/links: !override *\[ *"?mock-llm:upstream"? *\]/);
  });
});

describe("a side that nobody will look at by hand", () => {
  const measured = { ...keep, published: false };
  const portsOf = (side = sideWith()): [string, unknown][] => {
    const yaml = overrideOf(side, LAYERS, measured, fragment);
    const { services } = parse(yaml, { logLevel: "error" }) as { services: Record<string, { ports: unknown }> };
    return Object.entries(services).map(([name, { ports }]) => [name, ports]);
  };

  test("has ports at its readers and at the mock alone: the lab asks nobody else", () => {
    expect(portsOf()).toEqual([
      ["nginx", []],
      ["app", []],
    ]);
    expect(overrideOf(sideWith(), LAYERS, measured, fragment)).toMatch(/nginx:\n +ports: !reset \[\]/);
  });

  test("has none at a second instance either", () => {
    expect(Object.fromEntries(portsOf(twice))["nginx-2"]).toEqual([]);
  });
});

describe("the Compose file of a side", () => {
  const included = (side = sideWith(), text = fragment): unknown =>
    (parse(stackOf(side, LAYERS, text)) as { include: unknown }).include;

  test("includes the fragments of its places, each once, and the labels of the network", () => {
    const folders = ["nginx", "app", "mock-llm", "probe"].map((name) => `/lab/layers/${name}/compose.yaml`);
    expect(new Set(included(twice) as string[])).toEqual(new Set(folders));
    expect(stackOf(sideWith(), LAYERS, fragment)).toMatch(/buffering-lab.run: \$\{LAB_RUN:-hands\}/);
  });

  test("includes what a fragment links to unless told otherwise: a variable that is misspelt leads there, and is seen to", () => {
    const side = sideWith({ path: ["nginx", "mock-llm"], configs: {} });
    expect(included(side)).toContain("/lab/layers/app/compose.yaml");
  });
});

describe("where a layer's variants are in its container", () => {
  const of = (lines: string): string => variantsTarget({ file: "x", text: `services:\n  x:\n${lines}` }, "x", "X");

  test.each([
    [`    command: [node, "/lab/layers/x/variants/\${X_VARIANT:-on}.ts"]`, "/lab/layers/x/variants"],
    [`    command: >-\n      x -c /x/variants/\${X_VARIANT:-on}.yaml --one`, "/x/variants"],
    [`    command: [x, "--config=/variants/\${X_VARIANT:-on}.ini"]`, "/variants"],
    [`    command: ["\${X_VARIANT:-on}:app"]\n    volumes: ["./src:/src:ro", "./variants:/code:ro"]`, "/code"],
  ])("%s", (lines, target) => {
    expect(of(lines)).toBe(target);
  });

  test("is an error where nothing says it", () => {
    expect(() => of(`    command: [x]`)).toThrow("does not say where its variants are");
  });
});
