import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { loadExperiment } from "../../src/catalog/experiments.ts";
import { loadLayers } from "../../src/catalog/layers.ts";
import { resolveSides } from "../../src/catalog/resolve.ts";
import { measure } from "../../src/measure/measure.ts";
import type { Config, ResolvedSide } from "../../src/model/experiment.ts";
import type { RunningSide } from "../../src/model/running.ts";
import type { SideVerdict, VerdictDocument } from "../../src/model/result.ts";
import { ROOT } from "../../src/model/root.ts";
import { CONTROL, runId } from "../../src/model/wire.ts";
import { docker } from "../../src/stack/engine.ts";
import { OWNER_LABEL, RUN_LABEL } from "../../src/stack/labels.ts";
import { isDead, ownerOf } from "../../src/stack/owner.ts";
import { sweep } from "../../src/stack/reap.ts";
import { startSide, startStack } from "../../src/stack/stack.ts";
import { cli, groupGone, startCli } from "../cli.ts";

const layers = loadLayers();
/** A run measures five times at most, waits for a quiet machine in between, and may have to calibrate its controls first. */
const FIVE_MEASUREMENTS_MS = 600_000;
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

/** The folder that this run's sides were mounted from. */
function stages(): string[] {
  return globSync(`lab-${run}`, { cwd: join(ROOT, ".cache", "sides") });
}

/** Folders of an owner's sides. */
function stagesOf(owner: string): string[] {
  const labels = globSync("*/labels.json", { cwd: join(ROOT, ".cache", "sides") });
  return labels.filter((file) => readFileSync(join(ROOT, ".cache", "sides", file), "utf8").includes(`"${owner}"`));
}

/** Kills a process with SIGKILL at a random moment. @returns which, ms from now */
async function killedWithin(child: ChildProcess, limitMs: number): Promise<number> {
  const afterMs = Math.round(Math.random() * limitMs);
  await delay(afterMs);
  child.kill("SIGKILL");
  return afterMs;
}

/** Shapes that the readers of a side's paced run saw. */
function shapesOf({ observation }: SideVerdict): unknown[] {
  const paced = observation.runs.find(({ proof }) => proof === "paced");
  return Object.values(paced?.readers ?? {}).map(({ shape }) => shape);
}

async function sideOf(id: string, name: string): Promise<ResolvedSide> {
  const side = resolveSides(await loadExperiment(id), layers).find((each) => each.name === name);
  if (!side) throw new Error(`${id} has no side ${name}`);
  return side;
}

/**
 * Starts a paced stream, kills one container's process once the mock has sent three tokens, and hands over how the measurement ended.
 * As a crash does: behind the back of the engine, which would otherwise know it first.
 */
async function killDuringStream(running: RunningSide, service: string): Promise<unknown> {
  const measured = measure(running, running.side, "paced", null, new AbortController().signal).then(
    () => "measured",
    (error: unknown) => error,
  );
  await fetchSent(running.mockUrl ?? "", 3);
  const filters = { label: [`${RUN_LABEL}=${run}`, `com.docker.compose.service=${service}`] };
  const [container] = await docker.listContainers({ filters });
  process.kill((await docker.getContainer(container!.Id).inspect()).State.Pid, "SIGKILL");
  return measured;
}

async function fetchSent(mockUrl: string, token: number): Promise<void> {
  let status = 404; // until the run is programmed
  while (status === 404) status = (await fetch(mockUrl + CONTROL.sent(runId(1), token))).status;
}

afterEach(async () => {
  expect(await standing(`${RUN_LABEL}=${run}`)).toEqual([]);
  expect(stages()).toEqual([]);
});

describe("a layer", () => {
  test("that does not parse its config says so in its own words, which are kept, and nothing is left", async () => {
    const side = await sideOf("nginx-buffering", "broken");
    const nginx: Config = { name: "mine", files: { "mine.conf": "events {}\nhtp {}\n" }, source: "given" };
    const saying = expect.stringMatching(/unknown directive "htp" in \/variants\/mine.conf:2/) as string;
    await expect(
      startSide({ ...side, configs: { ...side.configs, nginx } }, layers, { run, keep: false }),
    ).rejects.toMatchObject({
      code: "layer_failed",
      message: saying,
      evidence: { logs: { nginx: saying }, versions: { nginx: { image: layers.get("nginx")!.image } } },
    });
  });

  test("whose config is edited while it stands runs the new one; one that it refuses is told, and the next one is taken", async () => {
    const broken = await sideOf("nginx-buffering", "broken");
    const fixed = await sideOf("nginx-buffering", "fixed");
    await using running = await startSide(broken, layers, { run, keep: false, reloadable: true });
    const nginx: Config = { name: "mine", files: { "mine.conf": "events {}\nhtp {}\n" }, source: "given" };
    await expect(running.reconfigure({ ...fixed, configs: { ...fixed.configs, nginx } })).rejects.toMatchObject({
      code: "layer_failed",
      message: expect.stringMatching(/nginx did not take its config: .*unknown directive "htp"/) as string,
    });
    await running.reconfigure(broken);
    expect(running.side).toBe(broken);
    await running.reconfigure(fixed);
    expect(running.side).toBe(fixed);
  });

  test("that does not start keeps no other side of its stack from being measured", async () => {
    const broken = await sideOf("nginx-buffering", "broken");
    const fixed = await sideOf("nginx-buffering", "fixed");
    const nginx: Config = { name: "mine", files: { "mine.conf": "events {}\nhtp {}\n" }, source: "given" };
    const sides = [{ ...broken, configs: { ...broken.configs, nginx } }, fixed];
    await using stack = await startStack(sides, layers, { run, keep: false });
    expect(stack.sides).toMatchObject([
      { status: "rejected", reason: { code: "layer_failed" } },
      { status: "fulfilled" },
    ]);
    const standing = (stack.sides[1] as PromiseFulfilledResult<RunningSide>).value;
    const { sendLog } = await measure(standing, fixed, "paced", null, new AbortController().signal);
    expect(sendLog?.generations).toHaveLength(1);
  });

  test("that stands elsewhere in the path than it was asked to is noticed before anything is measured", async () => {
    const side = await sideOf("nginx-buffering", "fixed");
    const misspelt = new Map(layers).set("nginx", { ...layers.get("nginx")!, prefix: "NGNIX" });
    await expect(
      startSide({ ...side, path: ["nginx", "hold-all", "mock-llm"] }, misspelt, { run, keep: false }),
    ).rejects.toMatchObject({
      code: "rig_failed",
      message: expect.stringMatching(/side fixed: docker compose up failed/) as string,
      observed: expect.stringMatching(/depends on undefined service "app"/) as string,
    });
  });

  test.for(["fixed-nginx", "mock-llm", "probe"])(
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
  /** The label of what a running process owns: by its start time too, so it is asked for while it runs. */
  const ownerLabel = (pid: number | undefined): string => `${OWNER_LABEL}=${ownerOf(pid ?? 0)}`;

  test.for(["starting", "measuring"])("by SIGINT while %s leaves nothing and writes nothing", async (phase) => {
    const results = mkdtempSync(join(tmpdir(), "lab-"));
    const { process: child, ended } = startCli(["experiment", "nginx-buffering"], { LAB_RESULTS: results });
    const owned = ownerLabel(child.pid);
    await standingAtLeast(owned, phase === "starting" ? 1 : 7);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect(await standing(owned)).toEqual([]);
    expect(readdirSync(results)).toEqual([]);
  });

  test(
    "by SIGKILL at any moment is swept by the one that follows at once",
    async () => {
      const env = { LAB_RESULTS: mkdtempSync(join(tmpdir(), "lab-")) };
      const { process: child } = startCli(["experiment", "passthrough"], env);
      const owned = ownerLabel(child.pid);
      const owner = owned.slice(`${OWNER_LABEL}=`.length);
      const exited = once(child, "exit");
      const moment = `killed after ${await killedWithin(child, 8_000)} ms`;
      await exited; // not its output's end: a docker compose that was under way may hold that open
      expect(isDead(owner), moment).toBe(true);
      const next = await cli(["experiment", "passthrough"], env);
      expect([0, 2], `${moment}: ${next.stderr}`).toContain(next.code); // 2: too busy to tell
      // that docker compose outlives its parent, and goes on creating
      await expect.poll(() => groupGone(child.pid!), { timeout: 30_000 }).toBe(true);
      await sweep();
      expect(await standing(owned), moment).toEqual([]);
      expect(stagesOf(owner), moment).toEqual([]);
    },
    FIVE_MEASUREMENTS_MS,
  );
});

test("a process that is dead and that nobody has reaped owns nothing any more", async () => {
  // the shell replaces itself with a sleep that never waits for the child it had
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 30"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const pid = Number(
      await new Promise<string>((done) => parent.stdout.once("data", (data: Buffer) => done(String(data)))),
    );
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(" Z ");
    expect(isDead(ownerOf(pid))).toBe(true);
  } finally {
    parent.kill();
  }
});

test(
  "two runs at once do not disturb each other",
  async () => {
    const runs = await Promise.all(
      [1, 2].map(() =>
        cli(["experiment", "--json", "nginx-buffering"], { LAB_RESULTS: mkdtempSync(join(tmpdir(), "lab-")) }),
      ),
    );
    for (const { code, stdout } of runs) {
      const { results } = JSON.parse(stdout) as { results: VerdictDocument[] };
      expect([0, 2]).toContain(code); // 2: busy enough to be inconclusive, which it then says; never a wrong verdict
      expect(results[0]!.verdict).toBe(code === 0 ? "pass" : "inconclusive");
      if (code === 2) continue; // and then its shapes are not certain
      const { broken, fixed } = results[0]!.sides;
      expect([shapesOf(broken!), shapesOf(fixed!)]).toEqual([["held"], ["streamed"]]);
    }
  },
  FIVE_MEASUREMENTS_MS,
);

test("a name that no image can have is told, with the variable", async () => {
  const { code, stderr } = await cli(["experiment", "nginx-buffering"], { NGINX_IMAGE: "bad image!!" });
  expect(stderr).toMatch(/NGINX_IMAGE is not the name of an image[^]*bad image!!/);
  expect(code).toBe(2);
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
