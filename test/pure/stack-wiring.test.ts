import { describe, expect, test } from "vitest";
import { loadLayers } from "../../src/catalog/layers.ts";
import { fragmentOf } from "../../src/stack/compose-file.ts";
import { variantsTarget } from "../../src/stack/fragment.ts";
import { assertWired, linksOf, wiringProblems } from "../../src/stack/wiring.ts";
import type { Containers } from "../../src/stack/containers.ts";
import { sideWith } from "./stack-sides.ts";

const nginx = { name: "nginx", prefix: "NGINX" };
const spelt = `
services:
  nginx:
    # \${COMMENTS} say what they like
    image: \${NGINX_IMAGE:-buffering-lab/nginx:1}
    command: [nginx, -c, "/variants/\${NGINX_VARIANT:-on}.conf", "$\${ESCAPED}"]
    ports: ["127.0.0.1:\${NGINX_PORT:-0}:8080"]
    links: ["\${NGINX_UPSTREAM:-app}:upstream"]
  other:
    image: \${OTHER_IMAGE:-x}
secrets:
  ca: { file: "\${LAB_CA:-\${SSL_CERT_FILE:-/dev/null}}" }
`;

describe("the variables of a fragment", () => {
  test("well spelt", () => {
    expect(wiringProblems(spelt, nginx)).toEqual([]);
  });

  test.each([
    ["NGINX_UPSTREAM:-", "NGNIX_UPSTREAM:-", /nothing sets \$\{NGNIX_UPSTREAM\}/],
    ["NGINX_IMAGE", "NGINX_IMGAE", /nothing sets \$\{NGINX_IMGAE\}/],
    ["NGINX_VARIANT", "NGINX_VARIENT", /NGINX_VARIENT/],
    ["NGINX_PORT", "APP_PORT", /APP_PORT/],
    ["${LAB_CA", "${LAB_CERT", /LAB_CERT/],
    ["${NGINX_UPSTREAM:-app}:upstream", "app:upstream", /the link app:upstream must be/],
    ["${NGINX_UPSTREAM:-app}:upstream", "${NGINX_IMAGE:-app}:upstream", /the link .* must be/],
  ])("%s written as %s is found", (right, wrong, problem) => {
    expect(wiringProblems(spelt.replace(right, wrong), nginx).join("\n")).toMatch(problem);
  });

  const layers = [...loadLayers().values()];

  test.each(layers.map((layer) => [layer.name, layer] as const))("%s spells its own", (_name, layer) => {
    expect(wiringProblems(fragmentOf(layer).text, layer)).toEqual([]);
  });

  const withKnob = layers.filter((layer) => layer.defaultVariant !== null);

  test.each(withKnob.map((layer) => [layer.name, layer] as const))("%s says where its variants are", (_name, layer) => {
    expect(variantsTarget(fragmentOf(layer), layer.name, layer.prefix)).toMatch(/^\/(.*\/)?variants$/);
  });
});

/** Containers as the engine reports them, by place: what is behind each one's `upstream`. */
function containersOf(upstreams: Readonly<Record<string, string | null>>): Containers {
  const entries = Object.entries(upstreams).map(([service, upstream]) => {
    const target = `lab-abc-any-${upstream}-1`;
    const Links = upstream === null ? null : [`${target}:${upstream}-1`, `${target}:upstream`, `${target}:${target}`];
    return [
      service,
      {
        Name: `/lab-abc-any-${service}-1`,
        HostConfig: { Links: null },
        NetworkSettings: { Networks: { n: { Links } } },
      },
    ];
  });
  return new Map(entries as never);
}

describe("the links that the engine reports", () => {
  const side = sideWith({ path: ["nginx#2", "nginx", "mock-llm"] });
  const asked = { "nginx#2": "nginx", nginx: "mock-llm", "mock-llm": null };

  test("are the path that was asked for", () => {
    expect(() => assertWired(side, linksOf(containersOf(asked)))).not.toThrow();
  });

  test.each([
    [{ ...asked, "nginx#2": "app", app: "mock-llm" }, "nginx#2 -> app -> mock-llm"],
    [{ ...asked, nginx: null }, "nginx#2 -> nginx"],
    [{ ...asked, "mock-llm": "app", app: null }, "nginx#2 -> nginx -> mock-llm -> app"],
    [{ ...asked, nginx: "nginx#2" }, "nginx#2 -> nginx -> nginx#2"],
  ])("are another path: both are named", (links, observed) => {
    expect.assertions(1);
    try {
      assertWired(side, linksOf(containersOf(links)));
    } catch (error) {
      expect(error).toMatchObject({
        code: "rig_failed",
        message: expect.stringContaining("side any") as string,
        limit: "nginx#2 -> nginx -> mock-llm",
        observed,
      });
    }
  });

  test("of the old kind are understood too", () => {
    const info = {
      Name: "/p-probe-1",
      HostConfig: { Links: ["/p-nginx-1:/p-probe-1/upstream"] },
      NetworkSettings: { Networks: {} },
    };
    const containers = new Map([
      ["probe", info],
      ["nginx", { ...info, Name: "/p-nginx-1", HostConfig: { Links: [] } }],
    ]);
    expect([...linksOf(containers as never)]).toEqual([["probe", "nginx"]]);
  });
});
