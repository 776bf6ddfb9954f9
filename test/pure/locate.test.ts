import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SCHEMA_VERSION } from "../../src/model/trace.ts";
import { cli } from "../cli.ts";
import { later, PACED, talk, together } from "./hops-talks.ts";
import { pcapOf, Talk } from "./hops-wire.ts";

const MAP = ["10.0.0.2=curl", "10.0.0.3=nginx", "10.0.0.4=app", "10.0.0.5=llm"].flatMap((each) => ["--map", each]);

function fileOf(talks: readonly Talk[]): string {
  const file = join(mkdtempSync(join(tmpdir(), "lab-")), "run.pcap");
  writeFileSync(
    file,
    pcapOf(
      talks.flatMap(({ packets }) => packets),
      { snap: 96 },
    ),
  );
  return file;
}

const chain = (atReader: readonly number[], atOuter: readonly number[]): string =>
  fileOf([talk("reader", "outer", atReader), talk("outer", "inner", atOuter), talk("inner", "model", PACED)]);

/** The same chain, nginx holding, in another protocol. */
function chainOf<T>(
  speak: (client: string, server: string, times: readonly number[], options?: T) => Talk,
  options?: T,
) {
  return fileOf([
    speak("reader", "outer", together(PACED, 2501), options),
    speak("outer", "inner", later(PACED, 0.4), options),
    speak("inner", "model", PACED, options),
  ]);
}

const asked = (client: string): number => 901 + ["reader", "outer", "inner"].indexOf(client);

function raw(client: string, server: string, times: readonly number[]): Talk {
  const conversation = new Talk(client, server, 900, { port: 5432 }).up(asked(client), "hello\n");
  for (const atMs of times) conversation.down(atMs, Buffer.alloc(230, 120));
  return conversation.fin("down", times.at(-1)! + 5);
}

function encrypted(client: string, server: string, times: readonly number[]): Talk {
  const record = (type: number, bytes: number): Buffer =>
    Buffer.concat([Buffer.from([type, 3, 3, bytes >> 8, bytes & 255]), Buffer.alloc(bytes)]);
  const conversation = new Talk(client, server, 900, { port: 8443 })
    .up(900.1, record(22, 300))
    .down(900.2, record(22, 900))
    .up(asked(client), record(23, 200));
  for (const atMs of times) conversation.down(atMs, record(23, 240));
  return conversation;
}

describe("locate in a capture", () => {
  test("a hop holds: exit 1, and its row says how", async () => {
    const { code, stdout } = await cli(["locate", chain(together(PACED, 2501), later(PACED, 0.4)), ...MAP]);
    expect(code).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "curl > nginx > app > llm
        nginx  in 16 steps, out 1 step at 1.60 s   holds 751 ms (max 1.50 s), 3.6 KB
        app    in 16 steps, out 16 steps           passes (0.4 ms)
        llm    sent it in 16 steps in 1.50 s

      nginx holds the answer.
      "
    `);
  });

  test("the inner of two holds: the outer one cannot be known before it is cured", async () => {
    const { code, stdout } = await cli(["locate", chain(together(PACED, 2501), together(PACED, 2500.5)), ...MAP]);
    expect(code).toBe(1);
    expect(stdout).toContain("cannot be known before app is cured");
  });

  test("nobody holds: exit 0", async () => {
    const { code, stdout } = await cli(["locate", chain(later(PACED, 0.8), later(PACED, 0.4)), ...MAP]);
    expect({ code, last: stdout.trim().split("\n").at(-1) }).toEqual({
      code: 0,
      last: "Nobody holds: the origin, llm, sent 16 steps in 1.50 s.",
    });
  });

  test.each([
    ["without the connections' begin", chainOf(talk, { syn: false })],
    ["encrypted throughout", chainOf(encrypted)],
    ["without HTTP", chainOf(raw)],
  ])("%s: lengths are enough", async (_, file) => {
    const { code, stdout } = await cli(["locate", file, ...MAP]);
    expect({ code, last: stdout.trim().split("\n").at(-1) }).toEqual({ code: 1, last: "nginx holds the answer." });
  });

  test("as JSON", async () => {
    const { code, stdout } = await cli(["locate", "--json", chain(together(PACED, 2501), later(PACED, 0.4)), ...MAP]);
    const { answers, ...rest } = JSON.parse(stdout) as { answers: unknown[] };
    expect({ code, answers: answers.length, rest }).toEqual({
      code: 1,
      answers: 1,
      rest: { schemaVersion: SCHEMA_VERSION, verdict: "holds", holds: ["nginx"] },
    });
  });
});

describe("locate says in one sentence what it cannot do, and exits with 2", () => {
  const straight = fileOf([talk("reader", "outer", PACED)]);
  const lump = fileOf([talk("reader", "outer", together(PACED, 2500)), talk("outer", "model", together(PACED, 2499))]);

  test.each([
    ["nothing to look at", [], /one of them/],
    ["two things", ["run.pcap", "--project", "shop"], /one of them/],
    ["no such file", ["nowhere.pcap"], /no file nowhere\.pcap/],
    ["a folder", [import.meta.dirname], /is a folder, and no capture/],
    ["a map that is none", [straight, "--map", "nginx"], /--map says who has an address/],
    ["no hop in it", [straight], /no hop was captured[^]*10\.0\.0\.2 > 10\.0\.0\.3/],
    ["no streamed answer", [lump], /no streamed answer was captured/],
    ["something else", [join(import.meta.dirname, "locate.test.ts")], /is no packet capture/],
  ])("%s", async (_, args, says) => {
    const { code, stdout, stderr } = await cli(["locate", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  });
});
