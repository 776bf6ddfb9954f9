import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { docker } from "../../src/stack/engine.ts";
import { OWNER_LABEL } from "../../src/stack/labels.ts";
import { cli, startCli } from "../cli.ts";
import { strangerStack, untilAnswered } from "./stranger/stack.ts";

const { project: PROJECT, compose, containerOf, up: start, down } = strangerStack("compose.yaml", `shop${process.pid}`);

/** Starts the stack, and waits until an answer comes through it. */
async function up(env: NodeJS.ProcessEnv): Promise<string> {
  await start(env);
  return untilAnswered(`http://${await compose(["port", "edge", "8080"])}/chat`);
}

/** Containers that a process has left. */
async function leftBy(pid: number): Promise<number> {
  const ours = await docker.listContainers({ all: true, filters: { label: [OWNER_LABEL] } });
  return ours.filter(({ Labels }) => Labels[OWNER_LABEL]?.split("/")[1] === String(pid)).length;
}

let url: string;
beforeAll(async () => {
  url = await up({ GZIP: "on" });
}, 180_000);
afterAll(down, 60_000);

const ASK = (gzip: boolean): string[] => ["--url", url, ...(gzip ? ["--header", "accept-encoding: gzip"] : [])];

test("a stack of somebody's own, broken: nginx is named, and nothing is left behind", async () => {
  const { process: child, ended } = startCli(["locate", "--project", PROJECT, ...ASK(true)]);
  const { code, stdout, stderr } = await ended;
  expect(stderr).toContain("lengths only; no prompt, no answer and no token is kept");
  expect({ code, said: stdout.trim().split("\n").at(-1) }).toEqual({ code: 1, said: "web holds the answer." });
  expect(stdout).toContain("host > edge > web > api > model");
  expect(await leftBy(child.pid!)).toBe(0);
});

test("asked without gzip nobody holds", async () => {
  const { code, stdout } = await cli(["locate", "--project", PROJECT, ...ASK(false)]);
  expect({ code, said: stdout.trim().split("\n").at(-1) }).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Nobody holds/) as string,
  });
});

test("HAProxy's default holds each event for a while, and is named", async () => {
  url = await up({ GZIP: "on", EDGE: "no option http-no-delay" });
  const { code, stdout } = await cli(["locate", "--project", PROJECT, ...ASK(false)]);
  expect({ code, said: stdout.trim().split("\n").at(-1) }).toEqual({ code: 1, said: "edge holds the answer." });
  url = await up({ GZIP: "on" });
}, 120_000);

test("an answer that comes by itself is waited for", async () => {
  const waiting = cli(["locate", "--project", PROJECT, "--seconds", "30"]);
  await delay(3_000);
  await fetch(url, { headers: { "accept-encoding": "gzip" } }).then((answer) => answer.text());
  expect((await waiting).code).toBe(1);
}, 60_000);

test("one container's own network is enough for its own verdict", async () => {
  const name = await containerOf("web");
  const { code, stdout } = await cli(["locate", "--container", name, ...ASK(true)]);
  expect({ code, said: stdout.trim().split("\n").at(-1) }).toEqual({ code: 1, said: `${name} holds the answer.` });
});

test("a project that does not run, and one without traffic, are told in one sentence", async () => {
  const unknown = await cli(["locate", "--project", `${PROJECT}x`]);
  expect({ code: unknown.code, said: unknown.stderr }).toMatchObject({
    code: 2,
    said: expect.stringContaining(`did you mean: ./lab locate --project ${PROJECT}`) as string,
  });
  const silent = await cli(["locate", "--project", PROJECT, "--seconds", "2"]);
  expect({ code: silent.code, said: silent.stderr }).toMatchObject({
    code: 2,
    said: expect.stringContaining("no streamed answer passed a hop within 2 s") as string,
  });
});
