import { setImmediate as turn } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { allGone, leave, Ups } from "../../src/stack/shutdown.ts";

test("a take-down that failed before anybody waited is told, once, after the others have ended", async () => {
  let ended = false;
  leave(Promise.reject(new Error("the engine said no")));
  await turn();
  leave(turn().then(() => (ended = true)));
  await expect(allGone()).rejects.toThrow("the engine said no");
  expect(ended).toBe(true);
  await expect(allGone()).resolves.toBeUndefined();
});

test("what is starting is waited for before all is taken down, and nothing starts after that", async () => {
  const ups = new Ups();
  let created = false;
  const going = ups.start(() => turn().then(() => (created = true)));
  const closing = ups.close(10_000);
  const late = vi.fn(() => Promise.resolve());
  await expect(ups.start(late)).rejects.toMatchObject({ code: "rig_failed" }); // before the wait is over, too
  await closing;
  expect(created).toBe(true);
  await expect(ups.start(late)).rejects.toMatchObject({ code: "rig_failed" });
  expect(late).not.toHaveBeenCalled();
  await going;
});

test("what never ends is waited for no longer than the limit, and what has failed is no reason to stay", async () => {
  const ups = new Ups();
  void ups.start(() => new Promise(() => {}));
  await expect(ups.start(() => Promise.reject(new Error("compose said no")))).rejects.toThrow("compose said no");
  const since = performance.now();
  const alive = setTimeout(() => {}, 5_000); // the limit's own timer keeps no process alive
  await ups.close(20);
  clearTimeout(alive);
  expect(performance.now() - since).toBeLessThan(4_000);
});
