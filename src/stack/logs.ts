import { setTimeout as delay } from "node:timers/promises";
import { docker } from "./engine.ts";

/** A line that is judged is waited for so long: access logs are written behind the answer, and some are flushed by a timer. */
const LINE_LIMIT_MS = 1_000;
const POLL_MS = 40;
/** Lines of a layer's log that a result keeps, so many that a judged line survives the traceback written behind it (gunicorn: 35 to 45). */
const LINES_KEPT = 1_000;

/** The end of a layer's log, as soon as one of its lines matches `pattern`; without such a line: as it is after a second. */
export async function judgedLog(id: string, pattern: string | undefined): Promise<string> {
  const limit = performance.now() + LINE_LIMIT_MS;
  for (;;) {
    const log = await containerLog(id, LINES_KEPT);
    const found = pattern === undefined || log.split("\n").some((line) => new RegExp(pattern).test(line));
    if (found || performance.now() > limit) return log;
    await delay(POLL_MS);
  }
}

/** Both output streams of a container, oldest first; empty if the container is gone. `tail`: so many lines at most. */
export async function containerLog(id: string, tail = 200): Promise<string> {
  const raw = await docker
    .getContainer(id)
    .logs({ stdout: true, stderr: true, tail, follow: false })
    .catch(() => Buffer.alloc(0));
  return withoutFrames(raw);
}

/**
 * The engine puts an 8-byte header before each piece of output: stream, three zeros, length (Docker Engine API, "Attach to a container",
 * stream format).
 */
function withoutFrames(raw: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length;) {
    const length = raw.readUInt32BE(at + 4);
    pieces.push(raw.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** The line of a log that tells why a process ended: the last one that speaks of an error, else the last one. */
export function tellingLine(log: string): string {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  const telling = lines.findLast((line) => /emerg|fatal|panic|error|invalid|unknown|cannot|failed|refused/i.test(line));
  return telling ?? lines.at(-1) ?? "(it wrote nothing)";
}
