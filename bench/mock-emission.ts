import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { quantileSorted } from "simple-statistics";
import type { SendLog } from "../src/model/scenario.ts";

const STREAMS = [1, 100, 1000, 2000];
const RUNS = 3;
const TOKENS = 120;
const GAP_MS = 50;
/** Streams start within this time, so that their tokens do not all fall due at once. */
const SPREAD_MS = 1000;
const CACHE = new URL("../.cache/bench/", import.meta.url).pathname;

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
  /** CPU time in use by everything on the machine, 0 to 1 of all cores. */
  readonly busy: number;
}

/**
 * Measures the mock LLM beside the C mock (bench/emission.c), in turn, with the same readers: 1 to 2000 streams of 20 tokens/s,
 * six seconds each, three runs: about three minutes. Needs gcc. `report` hears of each row as soon as it is there.
 */
export async function benchEmission(report: (row: EmissionRow) => void = () => {}): Promise<EmissionRow[]> {
  mkdirSync(CACHE, { recursive: true });
  const emission = build("emission");
  const drain = build("mock-drain");
  const rows: EmissionRow[] = [];
  for (const streams of STREAMS)
    for (let run = 1; run <= RUNS; run++)
      for (const mock of ["node", "c"] as const) {
        const serve =
          mock === "node"
            ? serveNode()
            : spawn(emission, [streams, TOKENS, GAP_MS].map(String), { stdio: ["ignore", "pipe", "inherit"] });
        const row = await measure(mock, serve, drain, streams, run);
        rows.push(row);
        report(row);
      }
  return rows;
}

function build(name: string): string {
  const program = `${CACHE}${name}`;
  execFileSync("gcc", ["-O2", "-o", program, new URL(`${name}.c`, import.meta.url).pathname], { stdio: "inherit" });
  return program;
}

function serveNode(): ChildProcess {
  const server = new URL("../layers/mock-llm/src/server.ts", import.meta.url).pathname;
  return spawn(process.execPath, [server], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function measure(
  mock: "node" | "c",
  serve: ChildProcess,
  drain: string,
  streams: number,
  run: number,
): Promise<EmissionRow> {
  try {
    const lines = createInterface({ input: serve.stdout! });
    const [first] = (await once(lines, "line")) as [string];
    const port = /\d+/.exec(first)![0];
    const printed: number[] = [];
    lines.on("line", (line) => printed.push(Number(line)));
    const closed = once(lines, "close");
    const base = `http://127.0.0.1:${port}`;
    if (mock === "node") await program(`${base}/runs/bench`);

    const before = { machine: machineTicks(), atMs: performance.now() };
    const readers = spawn(drain, [port, streams, SPREAD_MS, "/v1/chat/completions?user=bench"].map(String), {
      stdio: "inherit",
    });
    const [code] = (await once(readers, "exit")) as [number];
    if (code !== 0) throw new Error(`the readers of ${mock} ended with ${code}`);
    const machine = machineTicks();
    const wallMs = performance.now() - before.atMs;

    if (mock === "c") await closed;
    const cpuMs = mock === "c" ? printed.shift()! / 1e6 : cpuTimeMs(serve.pid!);
    const errorsMs = (mock === "c" ? printed.map((ns) => ns / 1e6) : lateness(await log(`${base}/runs/bench`))).sort(
      (a, b) => a - b,
    );
    if (errorsMs.length !== streams * TOKENS)
      throw new Error(`${mock} sent ${errorsMs.length} tokens, not ${streams * TOKENS}`);
    return {
      mock,
      streams,
      run,
      tokens: errorsMs.length,
      p50Ms: quantileSorted(errorsMs, 0.5),
      p99Ms: quantileSorted(errorsMs, 0.99),
      maxMs: errorsMs.at(-1)!,
      cpu: cpuMs / wallMs,
      steal: (machine.steal - before.machine.steal) / (machine.all - before.machine.all),
      busy: (machine.busy - before.machine.busy) / (machine.all - before.machine.all),
    };
  } finally {
    serve.kill();
  }
}

async function program(url: string): Promise<void> {
  const body = JSON.stringify({ tokens: TOKENS, ttftMs: GAP_MS, gapMs: GAP_MS });
  const response = await fetch(url, { method: "PUT", body });
  if (response.status !== 201) throw new Error(await response.text());
}

async function log(url: string): Promise<SendLog> {
  return (await (await fetch(url)).json()) as SendLog;
}

function lateness({ generations }: SendLog): number[] {
  return generations.flatMap(({ tokens }) => tokens.map((token) => (token.sentAtNs - token.plannedAtNs) / 1e6));
}

/** User and system time of a process in its whole life (proc(5), in ticks of 10 ms). */
function cpuTimeMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ").map(Number);
  return (fields[11]! + fields[12]!) * 10;
}

function machineTicks(): { all: number; busy: number; steal: number } {
  const ticks = readFileSync("/proc/stat", "utf8").split("\n")[0]!.split(/\s+/).slice(1, 9).map(Number);
  const all = ticks.reduce((sum, each) => sum + each, 0);
  return { all, busy: all - ticks[3]! - ticks[4]! - ticks[7]!, steal: ticks[7]! };
}

function line(row: EmissionRow): string {
  const ms = (value: number): string => value.toFixed(2).padStart(8);
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`.padStart(8);
  return `${row.mock.padEnd(5)}${String(row.streams).padStart(7)}${String(row.run).padStart(5)}${ms(row.p50Ms)}${ms(row.p99Ms)}${ms(row.maxMs)}${percent(row.cpu)}${percent(row.busy)}${percent(row.steal)}`;
}

if (import.meta.main) {
  console.log(`${cpus().length} cores, ${cpus()[0]!.model}, load ${loadavg()[0]!.toFixed(1)}`);
  console.log("mock streams  run     p50     p99     max ms   cpu    busy   steal");
  await benchEmission((row) => console.log(line(row)));
}
