import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parseStamps } from "../../src/commands/stamps.ts";
import { ROOT } from "../../src/model/root.ts";
import { cli } from "../cli.ts";

/** Wrong use: one clear error, the next command, exit code 2, nothing on stdout. */
describe("wrong use", () => {
  const cases: { what: string; args: string[]; env?: NodeJS.ProcessEnv; says: RegExp }[] = [
    { what: "no name", args: ["run"], says: /which experiment\?[^]*\.\/lab list/ },
    {
      what: "a typo",
      args: ["run", "ngnx-buffering"],
      says: /no experiment is called ngnx-buffering[^]*\.\/lab run nginx-buffering/,
    },
    {
      what: "a name that resembles nothing",
      args: ["experiment", "zzzzzzzzzzzzzzzz"],
      says: /no experiment is called[^]*\.\/lab list/,
    },
    { what: "a glob that matches nothing", args: ["experiment", "zzzz-*"], says: /no experiment is called zzzz-\*/ },
    {
      what: "a flag's value",
      args: ["experiment", "--tokens", "many", "passthrough"],
      says: /whole number from 1 to 100000/,
    },
    { what: "a negative gap", args: ["experiment", "--gap", "-1", "passthrough"], says: /whole number from 0/ },
    {
      what: "an unknown flag",
      args: ["experiment", "--tokns", "3", "passthrough"],
      says: /unknown option '--tokns'[^]*--tokens/,
    },
    { what: "an unknown command", args: ["experimnt"], says: /Did you mean experiment/ },
    { what: "an unknown layer", args: ["up", "ngnix"], says: /no layer is called ngnix[^]*\.\/lab up nginx/ },
    { what: "a result that is not there", args: ["judge", "results/nothing/latest"], says: /cannot be read/ },
    {
      what: "two kinds of output",
      args: ["run", "--json", "--events", "passthrough"],
      says: /'--events' cannot be used with option '--json'/,
    },
    {
      what: "an event that is smaller than its own fields",
      args: ["run", "--event-bytes", "5", "passthrough"],
      says: /passthrough cannot run with these flags:[^]*scenario.eventBytes: .*\d/,
    },
    {
      what: "a flag that npm kept",
      args: ["experiment", "passthrough", "20"],
      env: { npm_lifecycle_event: "experiment", npm_config_tokens: "true" },
      says: /npm kept --tokens[^]*\.\/lab run passthrough --tokens 20 .* npm run experiment -- passthrough --tokens 20/,
    },
    { what: "stamps that are not there", args: ["shape", "/nowhere.json"], says: /nowhere.json/ },
    {
      what: "an engine that is down",
      args: ["experiment", "passthrough"],
      env: { DOCKER_HOST: "unix:///nowhere/docker.sock" },
      says: /engine does not answer[^]*DOCKER_HOST/,
    },
    {
      what: "a results folder that cannot be written",
      args: ["experiment", "passthrough"],
      env: { LAB_RESULTS: join(ROOT, "package.json", "results") },
      says: /results cannot be written[^]*LAB_RESULTS|engine does not answer/,
    },
  ];
  test.concurrent.for(cases)("$what", { timeout: 20_000 }, async ({ args, env, says }, { expect }) => {
    const { code, stdout, stderr } = await cli(args, env);
    expect(stderr).toMatch(says);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

test("a result of schema 1 is told as such", async () => {
  const dir = mkdtempSync(join(tmpdir(), "lab-"));
  writeFileSync(join(dir, "trace.json"), JSON.stringify({ schemaVersion: 1, experiment: "nginx-tls" }));
  const { code, stderr } = await cli(["judge", dir]);
  expect(stderr).toMatch(
    /version 1 of the lab[^]*schemaVersion 1[^]*schemaVersion 3[^]*measure again: \.\/lab run nginx-tls/,
  );
  expect(code).toBe(2);
});

test("a damaged result is not judged", async () => {
  const dir = mkdtempSync(join(tmpdir(), "lab-"));
  writeFileSync(join(dir, "trace.json"), '{"schemaVersion":3,"subj');
  const { code, stderr } = await cli(["judge", dir]);
  expect(stderr).toMatch(/cannot be read/);
  expect(code).toBe(2);
});

test("list prints every experiment, as text and as JSON", async () => {
  const [plain, json] = await Promise.all([cli(["list"]), cli(["list", "--json"])]);
  expect(plain.stdout).toContain("nginx-buffering");
  const entries = JSON.parse(json.stdout) as { id: string; layer: string; kind: string; title: string }[];
  expect(entries.find((entry) => entry.id === "nginx-buffering")).toMatchObject({ layer: "nginx", kind: "fix" });
});

test("versions prints each experiment of that kind, as text and as JSON", async () => {
  const [plain, json] = await Promise.all([cli(["versions"]), cli(["versions", "--json"])]);
  expect(plain.stdout).toMatch(/nginx-version[^]*1\.26\.3 +held\n +since 1\.29\.7 +https:[^]*1\.31\.3 +streamed/);
  const flips = JSON.parse(json.stdout) as { id: string; product: string; changed: { in: string }[] }[];
  expect(flips.find(({ id }) => id === "nginx-version")).toMatchObject({
    product: "nginx",
    changed: [{ in: "1.29.7" }],
  });
});

test("help for `shape` has an example of each format that it reads", async () => {
  const { stdout, code } = await cli(["shape", "--help"]);
  expect(code).toBe(0);
  const [csv] = /seq,atMs\n(?: +[\d.,]+\n)+/.exec(stdout)!;
  const [json] = /\{[^]*\}/.exec(stdout)!;
  const arrivals = [302.5, 377.1].map((atMs, index) => ({ seq: index + 1, atMs }));
  expect(await parseStamps(csv, "csv")).toMatchObject({ arrivals, sentMs: null });
  const stamps = await parseStamps(json, "json");
  expect(stamps).toMatchObject({ arrivals, sentMs: [300, 375] });
  expect(Object.keys(JSON.parse(json) as object).sort()).toEqual(Object.keys(stamps).sort());
});

test("what npm kept, or has in its configuration, is warned of on stderr", async () => {
  const { code, stdout, stderr } = await cli(["list"], { npm_lifecycle_event: "list", npm_config_json: "true" });
  expect(stderr).toMatch(/^warning: npm kept --json[^]*next: +\.\/lab list --json/);
  expect(stdout).toContain("nginx-buffering");
  expect(code).toBe(0);
});

test("./lab is the same without npm, from wherever it is called", async () => {
  const dir = mkdtempSync(join(tmpdir(), "lab-"));
  const lab = promisify(execFile)(join(ROOT, "lab"), ["run", "ngnx-buffering"], { cwd: dir });
  await expect(lab).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(/did you mean/) as string });
});

test("what nobody reads on is no crash", async () => {
  const piped = promisify(execFile)("bash", ["-c", `"${join(ROOT, "lab")}" list | exit`]);
  await expect(piped).resolves.toMatchObject({ stderr: "" });
});

test("./lab without its packages says ./setup", async () => {
  const dir = mkdtempSync(join(tmpdir(), "lab-"));
  copyFileSync(join(ROOT, "lab"), join(dir, "lab"));
  await expect(promisify(execFile)(join(dir, "lab"), ["list"])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/packages of the lab are missing[^]*\/setup/) as string,
  });
});
