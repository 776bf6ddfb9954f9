import { PassThrough } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import { LabError } from "../../src/model/error.ts";
import { inspectProject } from "../../src/stack/containers.ts";
import { watchDeaths } from "../../src/stack/deaths.ts";
import { atEngine, docker, engineFault } from "../../src/stack/engine.ts";

/** What Node says where nobody listens on the engine's socket. */
const unreachable = Object.assign(new Error("connect ENOENT /var/run/docker.sock"), {
  code: "ENOENT",
  syscall: "connect",
});
/** What dockerode makes of an answer. */
const refused = (statusCode: number): Error => Object.assign(new Error("(HTTP code)"), { statusCode });

afterEach(() => {
  vi.restoreAllMocks();
});

test.each<[string, Error, string]>([
  ["a socket that is not there", unreachable, "engine_unreachable"],
  [
    "an engine that went away in the middle",
    Object.assign(new Error("hang up"), { code: "ECONNRESET" }),
    "engine_unreachable",
  ],
  ["a refusal", refused(500), "rig_failed"],
])("%s is a fault of the rig", (_what, error, code) => {
  const fault = engineFault("looking", error);
  expect(fault).toBeInstanceOf(LabError);
  expect(fault).toMatchObject({
    code,
    message: expect.stringMatching(/^looking: /) as string,
    observed: error.message,
  });
});

test.each<[string, unknown]>([
  ["a fault of the program", new TypeError("x is undefined")],
  ["a file that is not there", Object.assign(new Error("ENOENT"), { code: "ENOENT", syscall: "open" })],
  ["what is told already", new LabError("layer_failed", "nginx died")],
])("%s stays what it is", async (_what, error) => {
  expect(engineFault("looking", error)).toBe(error);
  await expect(atEngine("looking", () => Promise.reject(error as Error))).rejects.toBe(error);
});

test("an engine that is gone is told by all that asks it for a side", async () => {
  vi.spyOn(docker, "getEvents").mockRejectedValue(unreachable);
  vi.spyOn(docker, "listContainers").mockRejectedValue(unreachable);
  await expect(watchDeaths("any", new Map())).rejects.toMatchObject({ code: "engine_unreachable" });
  await expect(inspectProject("any")).rejects.toMatchObject({ code: "engine_unreachable" });
});

test.each([
  [404, "layer_failed", "nginx is gone"],
  [500, "rig_failed", "looking at nginx"],
])("a container that the engine answers %d for, where it should run: %s", async (status, code, message) => {
  vi.spyOn(docker, "getEvents").mockResolvedValue(new PassThrough() as never);
  vi.spyOn(docker, "getContainer").mockReturnValue({ inspect: () => Promise.reject(refused(status)) } as never);
  const deaths = await watchDeaths("any", new Map());
  const alive = deaths.assertAlive(new Map([["nginx", { Id: "n" }]]) as never, false);
  await expect(alive).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string });
  deaths.close();
});
