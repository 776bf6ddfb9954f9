import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { quantileSorted } from "simple-statistics";
import type { SendLog } from "../src/model/scenario.ts";
import { compile, watchSteal } from "./lab.ts";

const STREAMS = [1, 100, 1000, 2000];
const RUNS = 5;
const TOKENS = 120;
const GAP_MS = 50;
/** Streams start within this time, so that their tokens do not all fall due at once. */
const SPREAD_MS = 1000;

/** Emission error of one run, ms: how long after its due time a token had been written. */
export interface EmissionRow {
  readonly mock: "node" | "c";
  readonly streams: number;
  readonly run: number;
  readonly tokens: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** CPU time of the mock, its start included, against wall time; 1 is one core. */
  readonly cpu: number;
  /** CPU time stolen by the hypervisor, 0 to 1 of all cores (/proc/stat, column 8). */
  readonly steal: number;
}

/**
 * Measures the mock LLM beside the C mock (bench/emission.c), in turn, with the same readers: 1 to 2000 streams of 20 tokens/s,
 * six seconds each, five runs: about five minutes. Needs gcc. `report` hears of each row as soon as it is there.
 */
export async function benchEmission(report: (row: EmissionRow) => void = () => {}): Promise<EmissionRow[]> {
  const emission = compile("emission");
  const drain = compile("mock-drain");
  const rows: EmissionRow[] = [];
  for (const streams of STREAMS)
    for (let run = 1; run <= RUNS; run++)
      for (const mock of ["node", "c"] as const) {
        const subject = mock === "node" ? await startNode() : await startC(emission, streams);
        try {
          const row = { mock, streams, run, ...(await measure(subject, drain, streams)) };
          rows.push(row);
          report(row);
        } finally {
          subject.process.kill();
        }
      }
  return rows;
}

/** A mock that listens. */
interface Subject {
  readonly process: ChildProcess;
  readonly port: string;
  /** Lateness of every token and CPU time so far; to be asked when all streams have ended. */
  result(): Promise<{ errorsMs: number[]; cpuMs: number }>;
}

async function startNode(): Promise<Subject> {
  const server = new URL("../layers/mock-llm/src/server.ts", import.meta.url).pathname;
  const env = { ...process.env, PORT: "0" };
  const child = spawn(process.execPath, [server], { env, stdio: ["ignore", "pipe", "inherit"] });
  const [started] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const port = /\d+/.exec(started)![0];
  const run = `http://127.0.0.1:${port}/runs/bench`;
  const scenario = { tokens: TOKENS, ttftMs: GAP_MS, gapMs: GAP_MS };
  const response = await fetch(run, { method: "PUT", body: JSON.stringify(scenario) });
  if (response.status !== 201) throw new Error(await response.text());
  const result = async () => {
    const cpuMs = cpuTimeMs(child.pid!);
    const { generations } = (await (await fetch(run)).json()) as SendLog;
    const tokens = generations.flatMap((generation) => generation.tokens);
    return { cpuMs, errorsMs: tokens.map(({ sentAtNs, plannedAtNs }) => (sentAtNs - plannedAtNs) / 1e6) };
  };
  return { process: child, port, result };
}

async function startC(program: string, streams: number): Promise<Subject> {
  const child = spawn(program, [streams, TOKENS, GAP_MS].map(String), { stdio: ["ignore", "pipe", "inherit"] });
  const output = createInterface({ input: child.stdout });
  const [port] = (await once(output, "line")) as [string];
  const printed: number[] = [];
  output.on("line", (line) => printed.push(Number(line) / 1e6));
  const closed = once(output, "close");
  const result = async () => {
    await closed;
    const [cpuMs = 0, ...errorsMs] = printed;
    return { cpuMs, errorsMs };
  };
  return { process: child, port, result };
}

async function measure(subject: Subject, drain: string, streams: number) {
  const steal = watchSteal();
  const startedMs = performance.now();
  const args = [subject.port, streams, SPREAD_MS, "/v1/chat/completions?user=bench"].map(String);
  const readers = spawn(drain, args, { stdio: "inherit", timeout: 60_000 });
  const [code] = (await once(readers, "exit")) as [number | null];
  if (code !== 0) throw new Error(`the readers ended with ${code ?? "a signal, after 60 s"}`);
  const stolen = steal();
  const wallMs = performance.now() - startedMs;

  const { errorsMs, cpuMs } = await subject.result();
  if (errorsMs.length !== streams * TOKENS)
    throw new Error(`${errorsMs.length} tokens were sent, not ${streams * TOKENS}`);
  errorsMs.sort((a, b) => a - b);
  const [p50Ms, p99Ms, maxMs] = [0.5, 0.99, 1].map((share) => quantileSorted(errorsMs, share)) as [
    number,
    number,
    number,
  ];
  return { tokens: errorsMs.length, p50Ms, p99Ms, maxMs, cpu: cpuMs / wallMs, steal: stolen };
}

/** User and system time of a process in its whole life (proc(5), in ticks of 10 ms). */
function cpuTimeMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ").map(Number);
  return (fields[11]! + fields[12]!) * 10;
}

function line(row: EmissionRow): string {
  const ms = (value: number): string => value.toFixed(2).padStart(8);
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`.padStart(8);
  return `${row.mock.padEnd(5)}${String(row.streams).padStart(7)}${String(row.run).padStart(5)}${ms(row.p50Ms)}${ms(row.p99Ms)}${ms(row.maxMs)}${percent(row.cpu)}${percent(row.steal)}`;
}

if (import.meta.main) {
  console.log(`${cpus().length} cores, ${cpus()[0]!.model}, load ${loadavg()[0]!.toFixed(1)}`);
  console.log("mock streams  run     p50     p99     max ms   cpu   steal");
  await benchEmission((row) => console.log(line(row)));
}
