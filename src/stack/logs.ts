import { setTimeout as delay } from "node:timers/promises";
import { markCut, withoutMark } from "../model/cut.ts";
import { docker } from "./engine.ts";
import { piecesOf, unframed } from "./frames.ts";

/** A line that is judged is waited for so long: access logs are written behind the answer, and some are flushed by a timer. */
const LINE_LIMIT_MS = 1_000;
const POLL_MS = 40;
/** Lines of a layer's log that a result keeps, so many that a judged line survives the traceback written behind it (gunicorn: 35 to 45). */
const LINES_KEPT = 1_000;

/** Which part of a log is meant. */
export interface LogPart {
  /** So many lines at most, the last ones. */
  readonly tail: number;
  /** Only what the engine has read since then, ms since 1970; absent: since the container's start. */
  readonly sinceMs?: number | undefined;
}

/**
 * A layer's log as it is kept (keptLog), as soon as each pattern matches a line of it; where one does not, as the log is after a second.
 * @param patterns regular expressions, each for one line
 * @returns null: it could not be read
 */
export async function judgedLog(id: string, patterns: readonly string[], sinceMs?: number): Promise<string | null> {
  const limit = performance.now() + LINE_LIMIT_MS;
  const wanted = patterns.map((pattern) => new RegExp(pattern));
  for (;;) {
    const log = await keptLog(id, sinceMs);
    const lines = withoutMark(log ?? "").split("\n");
    if (wanted.every((pattern) => lines.some((line) => pattern.test(line))) || performance.now() > limit) return log;
    await delay(POLL_MS);
  }
}

/**
 * The last thousand lines of a container's log, marked (cut.ts) where there were more: what is not in them may have been written.
 * @returns null: it could not be read, and nobody can tell what is not in it; empty: nothing was written
 */
export async function keptLog(id: string, sinceMs?: number): Promise<string | null> {
  // one more than is kept tells whether there are more
  const raw = await rawLog(id, { tail: LINES_KEPT + 1, sinceMs });
  if (raw === null) return null;
  const pieces = piecesOf(raw);
  const log = Buffer.concat(pieces.slice(-LINES_KEPT)).toString("utf8");
  return pieces.length > LINES_KEPT ? markCut(log) : log;
}

/** Both output streams of a container, oldest first; empty if the container is gone. */
export async function containerLog(id: string, part: LogPart): Promise<string> {
  return unframed((await rawLog(id, part)) ?? Buffer.alloc(0));
}

async function rawLog(id: string, { tail, sinceMs }: LogPart): Promise<Buffer | null> {
  // seconds with a fraction (Docker Engine API, "Get container logs", since)
  const since = sinceMs === undefined ? {} : { since: sinceMs / 1000 };
  return docker
    .getContainer(id)
    .logs({ stdout: true, stderr: true, tail, follow: false, ...since })
    .catch(() => null);
}

/** The line of a text that tells why something ended: the last one that speaks of an error, else the last one. */
export function tellingLine(log: string): string {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  const telling = lines.findLast((line) => /emerg|fatal|panic|error|invalid|unknown|cannot|failed|refused/i.test(line));
  return telling ?? lines.at(-1) ?? "(it wrote nothing)";
}
