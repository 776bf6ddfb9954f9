import { afterEach, expect, test, vi } from "vitest";
import { LabError } from "../../src/model/error.ts";
import { docker } from "../../src/stack/engine.ts";
import { evidenceOf, SideFailed } from "../../src/stack/failed.ts";
import { LAYERS, sideWith } from "./stack-sides.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("a side that did not start says why, and keeps what its containers said", async () => {
  const frame = Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 7]), Buffer.from("[emerg]")]);
  vi.spyOn(docker, "listContainers").mockResolvedValue([{ Id: "n" }] as never);
  vi.spyOn(docker, "getContainer").mockReturnValue({
    inspect: () =>
      Promise.resolve({
        Id: "n",
        Image: "sha256:1",
        Config: { Image: "nginx:1.2", Labels: { "com.docker.compose.service": "any-nginx" } },
      }),
    logs: () => Promise.resolve(frame),
  } as never);
  const why = new LabError("layer_failed", "nginx died", { observed: "exit code 1", hint: "look" });
  const failed = new SideFailed(why, await evidenceOf(sideWith(), LAYERS, "lab-abc-any"));
  expect(failed).toBeInstanceOf(LabError);
  expect(failed).toMatchObject({
    code: "layer_failed",
    message: "nginx died",
    observed: "exit code 1",
    hint: "look",
    evidence: {
      versions: { nginx: { version: "1.2", image: "nginx:1.2", imageId: "sha256:1" } },
      logs: { nginx: "[emerg]" },
    },
  });
});

test("an engine that no longer answers has no evidence, and hides no failure", async () => {
  vi.spyOn(docker, "listContainers").mockRejectedValue(new Error("gone"));
  expect(await evidenceOf(sideWith(), LAYERS, "any")).toEqual({ versions: {}, logs: {} });
});
