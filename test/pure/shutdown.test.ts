import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { allGone, leave } from "../../src/stack/shutdown.ts";

test("a take-down that failed before anybody waited is told, once, after the others have ended", async () => {
  let ended = false;
  leave(Promise.reject(new Error("the engine said no")));
  await turn();
  leave(turn().then(() => (ended = true)));
  await expect(allGone()).rejects.toThrow("the engine said no");
  expect(ended).toBe(true);
  await expect(allGone()).resolves.toBeUndefined();
});
