import { describe, expect, test } from "vitest";
import { ROOT } from "../../src/model/root.ts";
import { composeEnvironment } from "../../src/stack/environment.ts";
import { ownerOfThisProcess } from "../../src/stack/owner.ts";
import { configCalled, LAYERS, readerOf, sideWith } from "./stack-sides.ts";

const started = { run: "abc123", keep: false, env: {} };

describe("the variables that wire a side", () => {
  test("each place forwards to its right neighbour, the reader to the outermost one", () => {
    expect(composeEnvironment(sideWith(), LAYERS, started)).toEqual({
      LAB_RUN: "abc123",
      LAB_OWNER: ownerOfThisProcess(),
      LAB_CLONE: ROOT,
      COMPOSE_PROFILES: "",
      PROBE_UPSTREAM: "nginx",
      PROBE_IMAGE: "buffering-lab/probe:1.0.0",
      PROBE_PORT: "0",
      NGINX_UPSTREAM: "app",
      NGINX_VARIANT: "buffering-on",
      NGINX_IMAGE: "buffering-lab/nginx:1.0.0",
      NGINX_PORT: "0",
      APP_UPSTREAM: "mock-llm",
      APP_VARIANT: "compression-off",
      APP_IMAGE: "buffering-lab/app:1.0.0",
      APP_PORT: "0",
      MOCK_LLM_IMAGE: "buffering-lab/mock-llm:1.0.0",
      MOCK_LLM_PORT: "0",
    });
  });

  test("a second instance is named by its service, and what is its own is in no variable", () => {
    const side = sideWith({
      path: ["nginx#2", "nginx", "app", "mock-llm"],
      configs: { nginx: configCalled("inner"), "nginx#2": configCalled("outer") },
    });
    expect(composeEnvironment(side, LAYERS, started)).toMatchObject({
      PROBE_UPSTREAM: "nginx-2",
      NGINX_UPSTREAM: "app",
      NGINX_VARIANT: "inner",
    });
  });

  test("each reader layer forwards to the outermost place, wherever its readers enter", () => {
    const readers = { a: readerOf("probe"), b: readerOf("curl", { host: "app" }) };
    expect(composeEnvironment(sideWith({ readers }), LAYERS, started)).toMatchObject({
      PROBE_UPSTREAM: "nginx",
      CURL_UPSTREAM: "nginx",
    });
  });

  test("what stands beside the path has nothing behind it", () => {
    const env = composeEnvironment(sideWith({ beside: ["ext-proc"] }), LAYERS, started);
    expect(env).toHaveProperty("EXT_PROC_IMAGE");
    expect(env).not.toHaveProperty("EXT_PROC_UPSTREAM");
  });

  test("a side's version is the image's tag, and what is kept has no owner", () => {
    const side = sideWith({ versions: { nginx: "1.31.3" } });
    expect(composeEnvironment(side, LAYERS, { ...started, keep: true })).toMatchObject({
      NGINX_IMAGE: "buffering-lab/nginx:1.31.3",
      LAB_OWNER: "kept",
    });
  });

  test("the caller's image runs where the caller's environment is heeded, and the side asks for no version", () => {
    const image = (env: NodeJS.ProcessEnv, versions = {}): string | undefined =>
      composeEnvironment(sideWith({ versions }), LAYERS, { ...started, env })["NGINX_IMAGE"];
    expect(image({ NGINX_IMAGE: "nginx:1.29" })).toBe("nginx:1.29");
    expect(image({ NGINX_IMAGE: "" })).toBe("buffering-lab/nginx:1.0.0");
    expect(image({ NGINX_IMAGE: "nginx:1.29" }, { nginx: "1.31.3" })).toBe("buffering-lab/nginx:1.31.3");
  });
});
