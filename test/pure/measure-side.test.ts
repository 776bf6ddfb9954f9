import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import type { NamedExperiment } from "../../src/catalog/experiments.ts";
import type { ReadPlan, ReadRecord } from "../../src/model/reader.ts";
import type { RunningSide } from "../../src/model/running.ts";
import { measureSide } from "../../src/run.ts";
import { run, side } from "./traces.ts";

const RECORDED = run();
const SILENT = { phase: () => {}, started: () => {}, token: () => {}, ended: () => {} };

/** Mock and reader in one server, as far as the order of things goes. `answer` decides when a read ends. */
async function rig(
  answer: (runId: string) => Promise<void>,
  record = RECORDED.records.reader!,
): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const handle = async (req: IncomingMessage): Promise<unknown> => {
    const [, , runId] = req.url!.split("/");
    if (req.method === "PUT") asked.push(`program ${runId}`);
    if (req.method === "PUT") return { nowNs: 0 };
    if (req.method === "GET") return { ...RECORDED.sendLog, runId, generations: [] };
    const plan = (await json(req)) as ReadPlan;
    asked.push(`read ${plan.runId}`);
    await answer(plan.runId);
    return { record };
  };
  const server = createServer((req, res) => void handle(req).then((body) => res.end(`${JSON.stringify(body)}\n`)));
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function measured(
  url: string,
  proofsRun: NamedExperiment["proofsRun"],
  alive: RunningSide["assertAlive"] = () => Promise.resolve(),
) {
  const running: RunningSide = {
    ...{ side: side("a", {}, [RECORDED]).side, mockUrl: url, readerUrls: { probe: url }, versions: {}, configs: {} },
    died: new AbortController().signal,
    assertAlive: alive,
    logs: () => Promise.resolve({}),
    peakMemoryMb: () => Promise.resolve({}),
    perform: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const experiment = { id: "written-by-hand", proofs: ["paced", "lockstep"], proofsRun } as unknown as NamedExperiment;
  return measureSide(experiment, running, SILENT);
}

test("in turn: the second proof is not even programmed before the first has been read", async () => {
  const { url, asked } = await rig(() => Promise.resolve());
  const { runs, error } = await measured(url, "in-turn");
  expect(error).toBeNull();
  expect(runs.map(({ proof }) => proof)).toEqual(["paced", "lockstep"]);
  expect(asked).toEqual(["program paced", "read paced", "program lockstep", "read lockstep"]);
});

test("together: neither proof waits for the other", async () => {
  const both = { paced: Promise.withResolvers<void>(), lockstep: Promise.withResolvers<void>() };
  const { url, asked } = await rig(async (runId) => {
    both[runId as keyof typeof both].resolve();
    await Promise.all([both.paced.promise, both.lockstep.promise]);
  });
  const { runs, error } = await measured(url, "together");
  expect(error).toBeNull();
  expect(runs.map(({ proof }) => proof)).toEqual(["paced", "lockstep"]);
  expect(asked.slice(0, 2).sort()).toEqual(["program lockstep", "program paced"]);
});

test.for<[string, boolean, Partial<ReadRecord>]>([
  ["a whole answer", false, {}],
  ["an answer that breaks off", true, { events: [], complete: false, errorCode: "ECONNRESET" }],
  ["an answer that ends properly before its last token", true, { events: [] }],
  ["a reader that left as it was told", false, { events: [], complete: false, errorCode: "left" }],
])("%s: may a layer have died? %s", async ([, expected, changes]) => {
  const { url } = await rig(() => Promise.resolve(), { ...RECORDED.records.reader!, ...changes });
  const brokenOff: boolean[] = [];
  const { error } = await measured(url, "together", (seen) => Promise.resolve(void brokenOff.push(seen)));
  expect(error).toBeNull();
  expect(brokenOff).toEqual([expected, expected]);
});
