import { mkdtempSync, readdirSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { loadExperiment, resolveSides } from "../../src/catalog/experiments.ts";
import { loadLayers } from "../../src/catalog/layers.ts";
import type { ResolvedSide } from "../../src/model/experiment.ts";
import type { RunningSide } from "../../src/model/running.ts";
import { measure } from "../../src/probe/measure.ts";
import { docker } from "../../src/stack/engine.ts";
import { OWNER_LABEL, RUN_LABEL } from "../../src/stack/labels.ts";
import { sweep } from "../../src/stack/reap.ts";
import { startSide } from "../../src/stack/side.ts";
import { cli, groupGone, startCli } from "../cli.ts";

const layers = loadLayers();
const run = `fault${process.pid}`;

/** Names of all containers and networks that carry a label of the lab. */
async function standing(label: string): Promise<string[]> {
  const filters = { label: [label] };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  return [...containers.map((each) => each.Names[0] ?? ""), ...networks.map((each) => each.Name)];
}

async function sideOf(id: string, name: string): Promise<ResolvedSide> {
  const side = resolveSides(await loadExperiment(id)).find((each) => each.name === name);
  if (!side) throw new Error(`${id} has no side ${name}`);
  return side;
}

/**
 * Starts a paced stream, kills one container's process once the mock has sent three tokens, and hands over how the measurement ended.
 * As a crash does: behind the back of the engine, which would otherwise know it first.
 */
async function killDuringStream(running: RunningSide, service: string): Promise<unknown> {
  const measured = measure(running, "paced", () => {}).then(
    () => "measured",
    (error: unknown) => error,
  );
  await fetchSent(running.mockUrl, 3);
  const filters = { label: [`${RUN_LABEL}=${run}`, `com.docker.compose.service=${service}`] };
  const [container] = await docker.listContainers({ filters });
  process.kill((await docker.getContainer(container!.Id).inspect()).State.Pid, "SIGKILL");
  return measured;
}

async function fetchSent(mockUrl: string, token: number): Promise<void> {
  let status = 404; // until the run is programmed
  while (status === 404) status = (await fetch(`${mockUrl}/runs/paced/sent/${token}`)).status;
}

afterEach(async () => {
  expect(await standing(`${RUN_LABEL}=${run}`)).toEqual([]);
});

describe("a layer", () => {
  test("that does not parse its config says so in its own words, and nothing is left", async () => {
    const side = { ...(await sideOf("nginx-buffering", "broken")), variants: { nginx: "no-such-variant" } };
    await expect(startSide(side, layers, { run, keep: false })).rejects.toMatchObject({
      code: "layer_failed",
      message: expect.stringMatching(/nginx died: .*open\(\) "\/variants\/no-such-variant.conf" failed/) as string,
    });
  });

  test.for(["nginx", "mock-llm", "probe"])(
    "%s that is killed in the middle ends the measurement at once",
    async (service) => {
      await using running = await startSide(await sideOf("nginx-buffering", "fixed"), layers, { run, keep: false });
      expect(await killDuringStream(running, service)).toMatchObject({
        code: expect.stringMatching(/layer_failed|rig_failed/) as string,
      });
    },
  );
});

describe("a run that is stopped", () => {
  const owner = (pid: number | undefined): string => `${OWNER_LABEL}=${hostname()}/${pid}`;

  test.for(["starting", "measuring"])("by SIGINT while %s leaves nothing and writes nothing", async (phase) => {
    const results = mkdtempSync(join(tmpdir(), "lab-"));
    const { process: child, ended } = startCli(["experiment", "nginx-buffering"], { LAB_RESULTS: results });
    await standingAtLeast(owner(child.pid), phase === "starting" ? 1 : 10);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect(await standing(owner(child.pid))).toEqual([]);
    expect(readdirSync(results)).toEqual([]);
  });

  test("by SIGKILL is swept by the next one", async () => {
    const { process: child, ended } = startCli(["experiment", "passthrough"]);
    await standingAtLeast(owner(child.pid), 1);
    child.kill("SIGKILL");
    await ended;
    // a docker compose that was under way outlives its parent, and goes on creating
    await expect.poll(() => groupGone(child.pid!), { timeout: 30_000 }).toBe(true);
    const { containers, networks } = await sweep();
    expect(containers + networks).toBeGreaterThan(0);
    expect(await standing(owner(child.pid))).toEqual([]);
  });
});

test("two runs at once do not disturb each other", async () => {
  const runs = await Promise.all(
    [1, 2].map(() =>
      cli(["experiment", "--json", "nginx-buffering"], { LAB_RESULTS: mkdtempSync(join(tmpdir(), "lab-")) }),
    ),
  );
  for (const { code, stdout } of runs) {
    const document = JSON.parse(stdout) as { sides: Record<string, { shape: string }> };
    expect([0, 2]).toContain(code); // 2: busy enough to be inconclusive, which it then says; never a wrong verdict
    expect(document.sides).toMatchObject({ broken: { shape: "held" }, fixed: { shape: "streamed" } });
  }
});

test("an image that is not there is named, and nothing is started", async () => {
  const { code, stderr } = await cli(["experiment", "nginx-buffering"], { NGINX_IMAGE: "example.invalid/nginx:none" });
  expect(stderr).toMatch(
    /image not on this machine: example\.invalid\/nginx:none[^]*docker pull example\.invalid\/nginx:none/,
  );
  expect(code).toBe(2);
});

async function standingAtLeast(label: string, count: number): Promise<void> {
  await expect
    .poll(async () => (await standing(label)).length, { timeout: 30_000, interval: 100 })
    .toBeGreaterThanOrEqual(count);
}
