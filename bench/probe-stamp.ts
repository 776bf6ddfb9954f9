import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { quantileSorted } from "simple-statistics";
import type { ReadPlan, ReadRecord } from "../src/model/reader.ts";
import { addressOf, compile, runBeside, describeCpu, spread, watchCpu, withLab } from "./lab.ts";
import type { BenchLab, CpuUse } from "./lab.ts";

const RUNS = 5;
const TOKENS = 160;
const GAP_MS = 50;
/** Time for the raw reader's container to start. */
const LEAD_MS = 1500;
const TARGET = "/v1/chat/completions";

/** Stamp of a reader minus the kernel's stamp of the packet that brought the token, ms. */
export interface StampRow extends CpuUse {
  readonly reader: "probe" | "raw";
  readonly run: number;
  readonly tokens: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/**
 * How late the probe's stamps are, beside a bare reader in C: both read a stream of 20 tokens/s at the same time, half a gap apart, in the
 * probe's network namespace, where a third program keeps the kernel's stamp of every packet. Five runs of eight seconds. Needs gcc.
 */
export async function benchProbeStamp(report: (row: StampRow) => void = () => {}): Promise<StampRow[]> {
  const program = compile("stamp");
  return withLab(async (lab) => {
    const rows: StampRow[] = [];
    for (let run = 1; run <= RUNS; run++)
      for (const row of await measure(lab, program, run)) {
        rows.push(row);
        report(row);
      }
    return rows;
  });
}

async function measure(lab: BenchLab, program: string, run: number): Promise<StampRow[]> {
  const names = { probe: `probe-${run}`, raw: `raw-${run}` };
  const capture = runBeside(lab.probe, program, ["capture", "8080"]);
  await capture.firstLine;
  await programRun(lab, names.probe);
  const startAtNs = (await programRun(lab, names.raw)) + LEAD_MS * 1e6;
  const cpu = watchCpu();
  const rawStart = startAtNs + (GAP_MS / 2) * 1e6;
  const raw = runBeside(lab.probe, program, [
    ...["read", addressOf(lab.mock), "8080", `${TARGET}?user=${names.raw}:raw`, String(rawStart)],
  ]);
  const record = await readByProbe(lab, names.probe, startAtNs);
  const rawLines = await raw.lines;
  capture.stop();
  const packets = new Map<string, number>();
  // A retransmission comes later; the first packet counts.
  for (const [key, ns] of parse(await capture.lines)) if (!packets.has(key)) packets.set(key, ns);
  const stamps = {
    probe: record.pieces.map(({ origin, seq, atNs }) => [`${origin} ${seq}`, atNs] as const),
    raw: parse(rawLines),
  };
  return (["probe", "raw"] as const).map((reader) => summarize(reader, run, stamps[reader], packets, cpu()));
}

/** @returns the mock's clock, CLOCK_MONOTONIC ns */
async function programRun(lab: BenchLab, id: string): Promise<number> {
  const body = JSON.stringify({ tokens: TOKENS, ttftMs: GAP_MS, gapMs: GAP_MS });
  const response = await fetch(`${lab.mockUrl}/runs/${id}`, { method: "PUT", body });
  return ((await response.json()) as { nowNs: number }).nowNs;
}

async function readByProbe(lab: BenchLab, id: string, startAtNs: number): Promise<ReadRecord> {
  const plan: ReadPlan = {
    ...{
      runId: id,
      reader: "reader",
      url: `http://upstream:8080${TARGET}?user=${id}:probe`,
      method: "GET",
      body: null,
    },
    ...{ headers: {}, httpVersion: "1.1", dialect: "openai", format: "sse", startAtNs, leave: null, ackUrl: null },
    bytesPerSecond: null,
    timeoutMs: TOKENS * GAP_MS + 10_000,
  };
  const response = await fetch(`${lab.probeUrl}/read`, { method: "POST", body: JSON.stringify(plan) });
  for await (const line of createInterface({ input: Readable.fromWeb(response.body!) })) {
    const value = JSON.parse(line) as { record?: ReadRecord };
    if (value.record) return value.record;
  }
  throw new Error("the probe ended without a record");
}

/** `<run>.<generation> <seq> <ns>` a line; other lines are skipped. */
function parse(lines: readonly string[]): (readonly [string, number])[] {
  return lines
    .map((line) => line.split(" "))
    .filter((words) => words.length === 3)
    .map(([id, seq, ns]) => [`${id} ${seq}`, Number(ns)]);
}

function summarize(
  reader: StampRow["reader"],
  run: number,
  stamps: readonly (readonly [string, number])[],
  packets: ReadonlyMap<string, number>,
  cpu: CpuUse,
): StampRow {
  const lateMs = stamps.flatMap(([key, ns]) => (packets.has(key) ? [(ns - packets.get(key)!) / 1e6] : []));
  if (lateMs.length !== TOKENS)
    throw new Error(`${reader}: ${lateMs.length} of ${TOKENS} tokens in both trace and capture`);
  lateMs.sort((a, b) => a - b);
  const [p50Ms, p99Ms, maxMs] = [quantileSorted(lateMs, 0.5), quantileSorted(lateMs, 0.99), lateMs.at(-1)!];
  return { reader, run, tokens: lateMs.length, p50Ms, p99Ms, maxMs, ...cpu };
}

if (import.meta.main) {
  console.log("reader  run  p50    p99    max ms");
  const rows = await benchProbeStamp(({ reader, run, p50Ms, p99Ms, maxMs, ...cpu }) => {
    const numbers = [p50Ms, p99Ms, maxMs].map((value) => value.toFixed(3));
    console.log(`${reader.padEnd(8)}${run}    ${numbers.join("  ")}   ${describeCpu(cpu)}`);
  });
  for (const reader of ["probe", "raw"]) {
    const own = rows.filter((row) => row.reader === reader);
    const [p50, p99] = [own.map((row) => row.p50Ms), own.map((row) => row.p99Ms)];
    console.log(
      `${reader}: p50 ${spread(p50, 3)} ms, p99 ${spread(p99, 3)} ms (min / median / max of ${own.length} runs)`,
    );
  }
}
