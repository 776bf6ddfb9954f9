import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ROOT } from "../../src/model/root.ts";
import { docker } from "../../src/stack/engine.ts";
import { reapOwner, reapStanding } from "../../src/stack/reap.ts";

/** No process, so that no folder of a side that stands is meant. */
const OWNER = "nobody";
const labels = { Labels: { "buffering-lab.owner": OWNER } };

beforeEach(() => {
  vi.spyOn(docker, "listContainers").mockResolvedValue([{ Id: "c", ...labels }] as never);
  vi.spyOn(docker, "listNetworks").mockResolvedValue([{ Id: "n", ...labels }] as never);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** What the engine answers when a container and when a network is to be removed; undefined: it does. */
function answers(container?: number, network?: number): void {
  const remove = (statusCode?: number) => () =>
    statusCode === undefined ? Promise.resolve() : Promise.reject(Object.assign(new Error("no"), { statusCode }));
  vi.spyOn(docker, "getContainer").mockReturnValue({ remove: remove(container) } as never);
  vi.spyOn(docker, "getNetwork").mockReturnValue({ remove: remove(network) } as never);
}

test.each([
  ["lets both go", undefined, undefined, { containers: 1, networks: 1, left: 0 }],
  ["has lost both already", 404, 404, { containers: 1, networks: 1, left: 0 }],
  ["is removing the container for somebody else", 409, 403, { containers: 0, networks: 0, left: 2 }],
  ["has a new container on the network", undefined, 403, { containers: 1, networks: 0, left: 1 }],
])("an engine that %s", async (_what, container, network, reaped) => {
  answers(container, network);
  expect(await reapOwner(OWNER)).toEqual(reaped);
});

test("the folder is gone before the first container is looked for: what still creates would find it no more", async () => {
  const [folder, owner] = [join(ROOT, ".cache", "sides", `test-reap-${process.pid}`), `nobody-${process.pid}`];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "labels.json"), JSON.stringify({ "buffering-lab.owner": owner }));
  answers();
  const stood: boolean[] = [];
  vi.spyOn(docker, "listContainers").mockImplementation(() => {
    stood.push(existsSync(folder));
    return Promise.resolve([]);
  });
  await reapOwner(owner);
  expect(stood).toEqual([false]);
});

test("an engine that refuses for another reason is told", async () => {
  answers(500);
  await expect(reapOwner(OWNER)).rejects.toMatchObject({ code: "rig_failed" });
});

test("what others own is not touched", async () => {
  answers(500, 500);
  expect(await reapOwner("somebody")).toEqual({ containers: 0, networks: 0, left: 0 });
});

describe("what was left standing on purpose", () => {
  const CLONE = "/home/me/lab";
  const cases: [string, Record<string, string>, boolean][] = [
    ["by this clone", { "buffering-lab.clone": CLONE }, true],
    ["by another clone", { "buffering-lab.clone": "/home/me/lab-2" }, false],
    ["by plain docker compose here", { "com.docker.compose.project.working_dir": `${CLONE}/compose` }, true],
    ["by plain docker compose elsewhere", { "com.docker.compose.project.working_dir": "/elsewhere/compose" }, false],
    ["by who does not say where", {}, true],
  ];
  test.for(cases)("%s", async ([, more, taken]) => {
    const containers = [{ Id: "c", Labels: { "buffering-lab.owner": "hands", ...more } }];
    vi.spyOn(docker, "listContainers").mockResolvedValue(containers as never);
    vi.spyOn(docker, "listNetworks").mockResolvedValue([]);
    answers();
    expect(await reapStanding(CLONE)).toMatchObject({ containers: taken ? 1 : 0 });
  });
});
