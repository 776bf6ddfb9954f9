import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import type { Layer } from "../../src/model/layer.ts";
import type { ResolvedSide } from "../../src/model/experiment.ts";
import { composeFileOf } from "../../src/stack/compose-file.ts";
import type { ComposeFileOptions } from "../../src/stack/compose-file.ts";
import type { Fragment } from "../../src/stack/fragment.ts";
import { variantsTarget } from "../../src/stack/fragment.ts";
import { configCalled, layerCalled, LAYERS, readerOf, sideWith } from "./stack-sides.ts";

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

/** What stands outside of a fragment's services. */
const SECRETS = `
secrets:
  ca: { file: "\${LAB_CA:-/dev/null}" }
`;

const kept = { staged: new Map<string, string>(), env: {}, published: true };

const fragment = (layer: Layer): Fragment => ({
  file: `/lab/layers/${layer.name}/compose.yaml`,
  text: layer.name === "draining" ? DRAINING : layer.name === "nginx" ? NGINX + SECRETS : plain(layer.name),
});

/** A fragment with nothing but what each has. */
function plain(name: string): string {
  const prefix = name.toUpperCase().replace("-", "_");
  const links = ["mock-llm", "ext-proc"].includes(name)
    ? ""
    : `    links: ["\${${prefix}_UPSTREAM:-nginx}:upstream"]\n`;
  return `services:\n  ${name}:\n    image: x\n    ports: ["127.0.0.1:\${${prefix}_PORT:-0}:8080"]\n${links}`;
}

interface Service {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly links?: readonly string[];
  readonly volumes: readonly unknown[];
}

const written = (sides: readonly ResolvedSide[], more: Partial<ComposeFileOptions> = {}, layers = LAYERS) =>
  parse(composeFileOf(sides, layers, { ...kept, ...more }, fragment), { logLevel: "error" }) as {
    readonly services: Readonly<Record<string, Service>>;
    readonly secrets?: unknown;
    readonly networks: unknown;
  };
const linksIn = (sides: readonly ResolvedSide[]): Record<string, readonly string[] | undefined> =>
  Object.fromEntries(Object.entries(written(sides).services).map(([name, { links }]) => [name, links]));

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

describe("a place", () => {
  test("is a copy of its layer's service: variables filled in, paths absolute, no build", () => {
    expect(written([twice]).services["any-nginx-2"]).toEqual({
      extends: { file: "/lab/compose/layer.yaml", service: "layer" },
      image: "buffering-lab/nginx:1.0.0",
      entrypoint: [],
      command: ["nginx", "-c", "/variants/outer.conf", "-g", "daemon off;"],
      ports: ["127.0.0.1:0:8080"],
      links: ["any-nginx:upstream", "any-nginx:nginx", "any-app:app"],
      volumes: ["/lab/layers/nginx/variants:/variants:ro", "/lab/layers/nginx/container.conf:/container.conf:ro"],
      labels: { "buffering-lab.run": "${LAB_RUN:-hands}" },
    });
  });

  test("mounts a config that is not the layer's own where the layer's own would be", () => {
    const staged = new Map([["any-nginx-2", "/s/any-nginx-2"]]);
    const { services } = written([twice], { staged });
    const own = "/lab/layers/nginx/container.conf:/container.conf:ro";
    expect(services["any-nginx-2"]?.volumes).toEqual([own, mounted("/s/any-nginx-2", "/variants")]);
    expect(services["any-nginx"]?.volumes).toEqual(["/lab/layers/nginx/variants:/variants:ro", own]);
  });

  test("keeps what extends another service of its fragment, and Compose's own tags", () => {
    const layers = new Map([...LAYERS, ["draining", layerCalled("draining")]]);
    const side = sideWith({ path: ["draining", "mock-llm"], configs: { draining: configCalled("admin") } });
    const yaml = composeFileOf([side], layers, kept, fragment);
    expect(yaml).toContain("extends: { service: envoy, file: /lab/layers/draining/compose.yaml }");
    expect(yaml).toMatch(/links: !override *\[ *"?mock-llm:upstream"? *\]/);
  });

  test("finds what is behind it, and beside the path, by its plain name; a reader is told whom to ask", () => {
    const side = sideWith({ beside: ["ext-proc"] });
    expect(linksIn([side])).toEqual({
      probe: undefined,
      "any-nginx": ["any-app:upstream", "any-app:app", "any-ext-proc:ext-proc"],
      "any-app": ["mock-llm:upstream", "any-ext-proc:ext-proc"],
      "mock-llm": undefined,
      "any-ext-proc": undefined,
    });
  });
});

describe("sides that stand together", () => {
  const sides = ["a", "b.1"].map((name) => sideWith({ name }));
  const services = (...all: readonly ResolvedSide[]): string[] => Object.keys(written(all).services);

  test("have services of their own, and share what serves all of them", () => {
    expect(new Set(services(...sides))).toEqual(
      new Set(["probe", "a-nginx", "a-app", "b.1-nginx", "b.1-app", "mock-llm"]),
    );
    expect(linksIn(sides)).toMatchObject({ "a-app": ["mock-llm:upstream"], "b.1-app": ["mock-llm:upstream"] });
  });

  test.each([
    [{ versions: { "mock-llm": "2.0.0" } }],
    [{ acts: [{ at: { ms: 1 }, layer: "mock-llm", do: "kill" as const }] }],
    [{ configs: { "mock-llm": configCalled("mine", "", "given") } }],
  ])("but not what one of them does something to: %j", (more) => {
    expect(linksIn([sides[0]!, sideWith({ name: "other", ...more })])).toMatchObject({
      "a-app": ["mock-llm:upstream"],
      "other-app": ["other-mock-llm:upstream", "other-mock-llm:mock-llm"],
    });
  });

  test("cannot both be called alike", () => {
    const layers = new Map([...LAYERS, ["b-nginx", layerCalled("b-nginx")]]);
    const alike = [sideWith({ name: "a-b" }), sideWith({ name: "a", path: ["b-nginx", "mock-llm"], configs: {} })];
    expect(() => composeFileOf(alike, layers, kept, fragment)).toThrow("another side has a service a-b-nginx too");
  });

  test("share it where they want it with the same config", () => {
    const reading = (name: string, config: string): ResolvedSide =>
      sideWith({ name, configs: { probe: configCalled(config) } });
    expect(services(reading("a", "plain"), reading("b", "plain"), reading("c", "slow"))).toEqual(
      expect.arrayContaining(["probe_plain", "probe_slow"]),
    );
  });

  test("have readers of their own where those ask the model itself: nobody's address stands between", () => {
    expect(services(sideWith({ name: "direct", path: ["mock-llm"], configs: {} }))).toEqual([
      "direct-probe",
      "mock-llm",
    ]);
    expect(services(sideWith({ readers: { reader: readerOf("curl") } }))).toContain("any-curl");
  });

  test("have ports at readers and at the mock alone: the lab asks nobody else, unless a person will look", () => {
    const withPorts = (published: boolean): string[] =>
      Object.entries(written(sides, { published }).services).flatMap(([name, { ports }]) => (ports ? [name] : []));
    expect(withPorts(false).sort()).toEqual(["mock-llm", "probe"]);
    expect(withPorts(true)).toHaveLength(6);
  });

  test("bring what their fragments have beside services, and the labels of the network", () => {
    expect(written(sides).secrets).toEqual({ ca: { file: "${LAB_CA:-/dev/null}" } });
    expect(JSON.stringify(written(sides).networks)).toContain("${LAB_RUN:-hands}");
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
