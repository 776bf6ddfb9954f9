import type { Range } from "../model/expectation.ts";
import type { ReaderMetrics } from "../model/result.ts";
import { sayBytes, sayCount, sayMs } from "../model/say.ts";
import type { LockstepLog } from "../model/scenario.ts";
import type { Shape } from "../model/words.ts";

/** A range for people: `at least 3`, `at most 50 ms`, `24`, `1.00 s to 2.00 s`, `any`. */
export function sayRange({ min, max }: Range, say: (value: number) => string = String): string {
  if (min !== undefined && max !== undefined) return min === max ? say(min) : `${say(min)} to ${say(max)}`;
  if (min !== undefined) return `at least ${say(min)}`;
  return max === undefined ? "any" : `at most ${say(max)}`;
}

/** A shape with the numbers that carry it: `streamed (24 of 24 tokens in 24 batches, TTFT 2 ms)`. */
export function sayShape(shape: Shape, m: ReaderMetrics): string {
  if (shape === "refused") return `refused (status ${m.status})`;
  const tokens = `${m.tokens} of ${sayCount(m.tokensPlanned, "token")}`;
  if (m.tokens === 0) return `${shape} (${tokens}, status ${m.status ?? "none"}, end ${m.end})`;
  const queued = shape === "queued" ? `, request waited ${sayMs(m.queueMs)}` : "";
  const replayed = shape === "replayed" ? `, ${m.tokensReplayed} sent before the request` : "";
  return `${shape} (${tokens} in ${sayCount(m.batches, "batch", "batches")}, TTFT ${sayMs(m.ttftMs)}${queued}${replayed})`;
}

/** How the handshake went, in numbers: `24 of 24 tokens acknowledged`, `stopped at token 1 of 24, 4.0 KB outstanding at the end`. */
export function sayHandshake(log: LockstepLog, tokensPlanned: number): string {
  if (log.stoppedAtToken === null) return `${log.acknowledged} of ${sayCount(tokensPlanned, "token")} acknowledged`;
  const outstanding = log.outstandingBytes === null ? "" : `, ${sayBytes(log.outstandingBytes)} outstanding`;
  const where = log.letGo === null ? ", never let go" : log.letGo === "end" ? " at the end" : " when it let go";
  return `stopped at token ${log.stoppedAtToken} of ${tokensPlanned}${outstanding}${where}`;
}
