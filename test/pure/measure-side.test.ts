import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import type { ReadPlan, ReadRecord } from "../../src/model/reader.ts";
import type { RunningSide } from "../../src/model/running.ts";
import type { Subject } from "../../src/model/subject.ts";
import { runId } from "../../src/model/wire.ts";
import { measureSide } from "../../src/subject.ts";
import { run, side } from "./traces.ts";

const RECORDED = run();

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
  const server = createServer(
    (req, res) =>
      void handle(req).then(
        (body) => res.end(`${JSON.stringify(body)}\n`),
        () => res.destroy(),
      ),
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function measured(
  url: string,
  proofsRun: Subject["proofsRun"],
  alive: RunningSide["assertAlive"] = () => Promise.resolve(),
) {
  let runs = 0;
  const running: RunningSide = {
    ...{ side: side("a", {}, [RECORDED]).side, mockUrl: url, readerUrls: { probe: url }, versions: {} },
    places: new Map(),
    hostOf: (place) => place,
    died: new AbortController().signal,
    nextRunId: () => runId(++runs),
    assertAlive: alive,
    collect: () => Promise.resolve({ logs: {}, peakMemoryMb: {} }),
    perform: () => Promise.resolve(),
    reconfigure: () => Promise.resolve(),
  };
  const subject = { id: "written-by-hand", proofs: ["paced", "lockstep"], proofsRun } as const;
  return measureSide(subject, running, running.side, null);
}

test("in turn: the second proof is not even programmed before the first has been read", async () => {
  const { url, asked } = await rig(() => Promise.resolve());
  const { runs, error } = await measured(url, "in-turn");
  expect(error).toBeNull();
  expect(runs.map(({ proof }) => proof)).toEqual(["paced", "lockstep"]);
  expect(asked).toEqual(["program r1", "read r1", "program r2", "read r2"]);
});

test("together: neither proof waits for the other", async () => {
  const both = { r1: Promise.withResolvers<void>(), r2: Promise.withResolvers<void>() };
  const { url, asked } = await rig(async (id) => {
    both[id as keyof typeof both].resolve();
    await Promise.all([both.r1.promise, both.r2.promise]);
  });
  const { runs, error } = await measured(url, "together");
  expect(error).toBeNull();
  expect(runs.map(({ proof }) => proof)).toEqual(["paced", "lockstep"]);
  expect(asked).toEqual(["program r1", "read r1", "program r2", "read r2"]); // lockstep first, with a head start
});

test("a proof that fails stops the other, which would wait for ever", async () => {
  const { url } = await rig((id) => (id === "r1" ? Promise.reject(new Error("broken")) : new Promise(() => {})));
  const { runs, error } = await measured(url, "together");
  expect(runs).toEqual([]);
  expect(error).toMatchObject({ code: "rig_failed" });
});

test.for<[string, boolean, Partial<ReadRecord>]>([
  ["a whole answer", false, {}],
  ["an answer that breaks off", true, { pieces: [], events: [], end: "reset" }],
  ["an answer that ends properly before its last token", true, { pieces: [], events: [] }],
  ["a reader that left as it was told", false, { pieces: [], events: [], end: "left" }],
])("%s: may a layer have died? %s", async ([, expected, changes]) => {
  const { url } = await rig(() => Promise.resolve(), { ...RECORDED.records.reader!, ...changes });
  const brokenOff: boolean[] = [];
  const { error } = await measured(url, "together", (seen) => Promise.resolve(void brokenOff.push(seen)));
  expect(error).toBeNull();
  expect(brokenOff).toEqual([expected, expected]);
});
