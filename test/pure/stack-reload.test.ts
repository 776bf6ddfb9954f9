import { describe, expect, test } from "vitest";
import { placesToReload, settles } from "../../src/stack/reload.ts";
import { configCalled, LAYERS, readerOf, sideWith } from "./stack-sides.ts";

const nginx = (name: string) => sideWith({ name, configs: { nginx: configCalled(name), app: configCalled("same") } });

describe("a standing side that is given another's configs", () => {
  test("reloads the places whose config differs", () => {
    expect(placesToReload(nginx("on"), nginx("off"), LAYERS)).toEqual(["nginx"]);
    expect(placesToReload(nginx("on"), nginx("on"), LAYERS)).toEqual([]);
  });

  test("reloads one whose text has changed under the same name", () => {
    const edited = sideWith({ configs: { nginx: configCalled("on", "edited"), app: configCalled("same") } });
    expect(placesToReload(nginx("on"), edited, LAYERS)).toEqual(["nginx"]);
  });

  test("may differ in readers' plans and acts: they are no containers", () => {
    const wanted = { ...nginx("off"), readers: { one: readerOf(), two: readerOf() } };
    expect(placesToReload(nginx("on"), wanted, LAYERS)).toEqual(["nginx"]);
  });

  test.each([
    [{ path: ["nginx", "mock-llm"] }, "path differ"],
    [{ beside: ["ext-proc"] }, "beside differ"],
    [{ versions: { nginx: "1.31.3" } }, "versions differ"],
    [{ readers: { reader: readerOf("curl") } }, "readers differ"],
  ])("must not differ in %j", (more, message) => {
    expect(() => placesToReload(nginx("on"), { ...nginx("off"), ...more }, LAYERS)).toThrow(message);
  });

  test("must not change a layer that cannot reload", () => {
    const wanted = sideWith({ configs: { nginx: configCalled("on"), app: configCalled("other") } });
    expect(() => placesToReload(nginx("on"), wanted, LAYERS)).toThrow("app cannot read its config again");
  });
});

describe("a layer that reloads", () => {
  const alive = new AbortController().signal;
  /** Answers one after the other, the last one for ever. */
  const asking = (answers: readonly string[]) => {
    let asked = 0;
    return { ask: () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)]!), asked: () => asked };
  };

  test("has done so when its processes are others and stay so", async () => {
    const { ask, asked } = asking(["1 2", "1 2", "1 2 3", "1 3"]);
    expect(await settles(ask, "1 2", alive)).toBe(true);
    expect(asked()).toBeGreaterThan(4); // old and new workers at once are not the end of it
  });

  test("has not when its processes stay", async () => {
    expect(await settles(asking(["1 2"]).ask, "1 2", alive, 200)).toBe(false);
  });

  test("is given up when it dies", async () => {
    const died = AbortSignal.abort(new Error("nginx died"));
    await expect(settles(asking(["1 2"]).ask, "1 2", died)).rejects.toThrow("nginx died");
  });
});
