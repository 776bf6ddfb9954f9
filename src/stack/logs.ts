import { setTimeout as delay } from "node:timers/promises";
import { docker } from "./engine.ts";
import { unframed } from "./frames.ts";

/** A line that is judged is waited for so long: access logs are written behind the answer, and some are flushed by a timer. */
const LINE_LIMIT_MS = 1_000;
const POLL_MS = 40;
/** Lines of a layer's log that a result keeps, so many that a judged line survives the traceback written behind it (gunicorn: 35 to 45). */
export const LINES_KEPT = 1_000;

/** Which part of a log is meant. */
export interface LogPart {
  /** So many lines at most, the last ones. */
  readonly tail: number;
  /** Only what the engine has read since then, ms since 1970; absent: since the container's start. */
  readonly sinceMs?: number | undefined;
}

/**
 * The end of a layer's log, as soon as each pattern matches a line of it; where one does not, as the log is after a second.
 * @param patterns regular expressions, each for one line
 */
export async function judgedLog(id: string, patterns: readonly string[], sinceMs?: number): Promise<string> {
  const limit = performance.now() + LINE_LIMIT_MS;
  const wanted = patterns.map((pattern) => new RegExp(pattern));
  for (;;) {
    const log = await containerLog(id, { tail: LINES_KEPT, sinceMs });
    const lines = log.split("\n");
    if (wanted.every((pattern) => lines.some((line) => pattern.test(line))) || performance.now() > limit) return log;
    await delay(POLL_MS);
  }
}

/** Both output streams of a container, oldest first; empty if the container is gone. */
export async function containerLog(id: string, { tail, sinceMs }: LogPart): Promise<string> {
  // seconds with a fraction (Docker Engine API, "Get container logs", since)
  const since = sinceMs === undefined ? {} : { since: sinceMs / 1000 };
  const raw = await docker
    .getContainer(id)
    .logs({ stdout: true, stderr: true, tail, follow: false, ...since })
    .catch(() => Buffer.alloc(0));
  return unframed(raw);
}

/** The line of a text that tells why something ended: the last one that speaks of an error, else the last one. */
export function tellingLine(log: string): string {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  const telling = lines.findLast((line) => /emerg|fatal|panic|error|invalid|unknown|cannot|failed|refused/i.test(line));
  return telling ?? lines.at(-1) ?? "(it wrote nothing)";
}
