import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { cpuTicks } from "../src/measure/rig.ts";
import { ownerOfThisProcess } from "../src/stack/owner.ts";

const HERE = new URL(".", import.meta.url).pathname;
const CACHE = new URL("../.cache/bench/", import.meta.url).pathname;
const COMPOSE = new URL("../compose/compose.yaml", import.meta.url).pathname;

/** Probe and mock LLM as the lab runs them, with nothing between. */
export interface BenchLab {
  readonly probeUrl: string;
  readonly mockUrl: string;
  /** Container ids. */
  readonly probe: string;
  readonly mock: string;
}

/** Compiles bench/<name>.c into a static program that runs in any container. Needs gcc. @returns its path */
export function compile(name: string): string {
  mkdirSync(CACHE, { recursive: true });
  execFileSync("gcc", ["-O2", "-Wall", "-static", "-o", `${CACHE}${name}`, `${HERE}${name}.c`], { stdio: "inherit" });
  return `${CACHE}${name}`;
}

/** Starts probe > mock-llm in a Compose project of its own, and removes it however `work` ends. */
export async function withLab<T>(work: (lab: BenchLab) => Promise<T>): Promise<T> {
  const env = { ...process.env, PROBE_UPSTREAM: "mock-llm", LAB_OWNER: ownerOfThisProcess(), LAB_RUN: "bench" };
  const compose = (...args: string[]): string =>
    execFileSync("docker", ["compose", "-f", COMPOSE, "-p", `lab-bench-${process.pid}`, ...args], {
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  try {
    compose("up", "-d", "--no-build", "probe");
    const [probeUrl, mockUrl] = ["probe", "mock-llm"].map((name) => `http://${compose("port", name, "8080")}`);
    const lab = {
      ...{ probeUrl: probeUrl!, mockUrl: mockUrl! },
      ...{ probe: compose("ps", "-q", "probe"), mock: compose("ps", "-q", "mock-llm") },
    };
    await untilReady(lab.probeUrl);
    return await work(lab);
  } finally {
    compose("down", "--timeout", "1");
  }
}

async function untilReady(probeUrl: string): Promise<void> {
  const body = JSON.stringify({ url: "http://upstream:8080/healthz", timeoutMs: 1000 });
  for (const limit = Date.now() + 20_000; Date.now() < limit;) {
    const response = await fetch(`${probeUrl}/ready`, { method: "POST", body }).catch(() => null);
    if (response && ((await response.json()) as { ok: boolean }).ok) return;
  }
  throw new Error("probe > mock-llm gave no answer within 20 s; docker compose logs says why");
}

/** A program in a container that shares the network of another one. */
export interface Witness {
  /** Resolves with the first line that it prints. */
  readonly firstLine: Promise<string>;
  /** Resolves with all lines when it has ended. Rejects on an exit code other than 0. */
  readonly lines: Promise<string[]>;
  /** Sends it SIGTERM. */
  stop(): void;
}

/** Runs a program that compile() has made in the network namespace of `container`, as root with raw sockets and nothing else. */
export function runBeside(container: string, program: string, args: readonly string[]): Witness {
  const name = `lab-bench-${process.pid}-${++started}`;
  const limits = ["--cap-drop", "ALL", "--cap-add", "NET_RAW", "--read-only", "--init", "--pull", "never"];
  const docker = ["run", "--rm", "--name", name, "--network", `container:${container}`, ...limits];
  const child = spawn(
    "docker",
    [...docker, "-v", `${program}:/program:ro`, "debian:trixie-slim", "/program", ...args],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const output = createInterface({ input: child.stdout });
  const lines: string[] = [];
  output.on("line", (line) => lines.push(line));
  const exited = once(child, "exit") as Promise<[number | null]>;
  const closed = once(output, "close");
  return {
    firstLine: Promise.race([once(output, "line").then(([line]) => line as string), exited.then(() => "ended")]),
    lines: Promise.all([exited, closed]).then(([[code]]) => {
      if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
      return lines;
    }),
    stop: () => void execFileSync("docker", ["kill", "--signal", "TERM", name], { stdio: "ignore" }),
  };
}
let started = 0;

/** The IPv4 address of a container in its only network. */
export function addressOf(container: string): string {
  const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
  return execFileSync("docker", ["inspect", "--format", format, container], { encoding: "utf8" }).trim();
}

/** Where the CPU time of all cores went, 0 to 1: stolen by the hypervisor, used by anything on this machine. */
export interface CpuUse {
  readonly steal: number;
  readonly busy: number;
}

/** Starts to watch the CPUs. @returns their use since then */
export function watchCpu(): () => CpuUse {
  const before = cpuTicks();
  return () => {
    const now = cpuTicks();
    const [all, stolen, idle] = [now.total - before.total, now.stolen - before.stolen, now.idle - before.idle];
    return { steal: stolen / all, busy: (all - idle - stolen) / all };
  };
}

/** watchCpu() for those who only want to know the share that was stolen. */
export function watchSteal(): () => number {
  const cpu = watchCpu();
  return () => cpu().steal;
}

/** `busy 12.3 %  steal 0.1 %` */
export function describeCpu({ busy, steal }: CpuUse): string {
  return `busy ${(busy * 100).toFixed(1)} %  steal ${(steal * 100).toFixed(1)} %`;
}

/** `min / median / max` of a few values, with so many digits. */
export function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)]!;
  return [sorted[0]!, middle, sorted.at(-1)!].map((value) => value.toFixed(digits)).join(" / ");
}
