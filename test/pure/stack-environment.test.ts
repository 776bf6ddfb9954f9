import { describe, expect, test } from "vitest";
import type { ResolvedSide } from "../../src/model/experiment.ts";
import { ROOT } from "../../src/model/root.ts";
import { composeEnvironment, valuesOf } from "../../src/stack/environment.ts";
import { ownerOfThisProcess } from "../../src/stack/owner.ts";
import { configCalled, LAYERS, sideWith } from "./stack-sides.ts";

const values = (place: string, side: ResolvedSide = sideWith(), env: NodeJS.ProcessEnv = {}) =>
  valuesOf(place, LAYERS, side, env);

describe("the values of a place's variables", () => {
  test("each place forwards to its right neighbour; a reader says itself whom it asks", () => {
    expect(values("probe")).toEqual({ IMAGE: "buffering-lab/probe:1.0.0", PORT: "0" });
    expect(values("nginx")).toEqual({
      ...{ IMAGE: "buffering-lab/nginx:1.0.0", PORT: "0" },
      ...{ UPSTREAM: "any-app", VARIANT: "buffering-on" },
    });
    expect(values("app")).toMatchObject({ UPSTREAM: "mock-llm", VARIANT: "compression-off" });
    expect(values("mock-llm")).toEqual({ IMAGE: "buffering-lab/mock-llm:1.0.0", PORT: "0" });
  });

  test("a second instance has its own", () => {
    const side = sideWith({
      path: ["nginx#2", "nginx", "app", "mock-llm"],
      configs: { nginx: configCalled("inner"), "nginx#2": configCalled("outer") },
    });
    expect(values("nginx#2", side)).toMatchObject({ UPSTREAM: "any-nginx", VARIANT: "outer" });
    expect(values("nginx", side)).toMatchObject({ UPSTREAM: "any-app", VARIANT: "inner" });
  });

  test("what stands beside the path has nothing behind it", () => {
    expect(values("ext-proc", sideWith({ beside: ["ext-proc"] }))).not.toHaveProperty("UPSTREAM");
  });

  test("the caller's image runs where the caller's environment is heeded, and the side asks for no version", () => {
    const image = (env: NodeJS.ProcessEnv, versions = {}): string | undefined =>
      values("nginx", sideWith({ versions }), env)["IMAGE"];
    expect(image({ NGINX_IMAGE: "nginx:1.29" })).toBe("nginx:1.29");
    expect(image({ NGINX_IMAGE: "" })).toBe("buffering-lab/nginx:1.0.0");
    expect(image({}, { nginx: "1.31.3" })).toBe("buffering-lab/nginx:1.31.3");
    expect(image({ NGINX_IMAGE: "nginx:1.29" }, { nginx: "1.31.3" })).toBe("buffering-lab/nginx:1.31.3");
  });
});

test("Compose is told whose containers these are; what is kept has no owner", () => {
  const about = { LAB_RUN: "abc123", LAB_CLONE: ROOT, COMPOSE_PROFILES: "" };
  expect(composeEnvironment({ run: "abc123", keep: false })).toEqual({ ...about, LAB_OWNER: ownerOfThisProcess() });
  expect(composeEnvironment({ run: "abc123", keep: true })).toEqual({ ...about, LAB_OWNER: "kept" });
});
