import { setTimeout as delay } from "node:timers/promises";
import type { Cell, Seen } from "../cell.ts";
import { read } from "./reader.ts";
import type { Run } from "./run.ts";

/** A request that has neither reached the origin nor been answered by then hangs. */
const REACH_LIMIT_MS = 8_000;
/** Tokens of a lockstep: enough that a layer which lets only the beginning pass is found. */
const TOKENS = 12;
/** Above what shapes without holding (HAProxy's 200 ms of TCP_CORK), which shows as latency. */
const PATIENCE_MS = 450;
/** A path that has let nothing go by then holds to the end. */
const PUMP_LIMIT_TOKENS = 1_300; // 256 KB
/** Above this the exact size matters less than the time. */
const SLOW_PUMP_TOKENS = 320; // 64 KB
const PUMP_GAP_MS = 2;
/** Tokens are as many in one go once the pump is fast. */
const FAST_PUMP = 8;
/** After its last byte an answer is over within this. */
const END_LIMIT_MS = 3_000;
/** A reader has left: so long the origin goes on. */
const LEAVE_LIMIT_MS = 2_000;
const LEAVE_GAP_MS = 20;
/** More than a silence: what is cut by then is cut by it. */
const PAUSE_MARGIN_MS = 2_000;

/** Sends a run's request. @returns false: the product has answered, or failed, without asking the origin */
async function asked(run: Run, body: string | null, limitMs = REACH_LIMIT_MS): Promise<boolean> {
  return run.inTurn(async () => {
    run.read(read(run.id, run.cell.reader, body, () => run.wake()));
    await run.until(() => run.reached > 0 || run.ended, limitMs);
    return run.reached > 0;
  });
}

/** Ends the answer, and waits until the reader has all of it. */
async function over(run: Run): Promise<void> {
  run.finish();
  await run.until(() => run.ended, END_LIMIT_MS);
}

/** Sends the next token only when the last has arrived; then says what held, if anything did. */
export async function lockstep(run: Run, body: string | null): Promise<Seen> {
  const since = performance.now();
  if (!(await asked(run, body))) return answeredAlone(run, since);
  let held: Seen["held"] = null;
  while (held === null && run.sent < TOKENS && !run.ended) {
    const before = run.written;
    run.send();
    const number = run.sent;
    if (await run.until(() => run.got >= number || run.ended, PATIENCE_MS)) continue;
    held = await pump(run, before);
  }
  await over(run);
  return run.seen(held, since);
}

/** Sends without waiting until something arrives: how much it took is what the path holds. */
async function pump(run: Run, before: number): Promise<NonNullable<Seen["held"]>> {
  const [had, stuck] = [run.got, run.sent];
  while (run.sent - stuck < PUMP_LIMIT_TOKENS && run.got === had && !run.ended) {
    for (let each = run.sent - stuck > SLOW_PUMP_TOKENS ? FAST_PUMP : 1; each > 0; each--) run.send();
    await run.until(() => run.got > had || run.ended, PUMP_GAP_MS);
  }
  return run.got > had ? { bytes: run.written - before, toTheEnd: false } : { bytes: null, toTheEnd: true };
}

/** A silence before the headers, or after the first token. */
export async function pause(
  run: Run,
  body: string | null,
  act: Extract<Cell["act"], { kind: "pause" }>,
): Promise<Seen> {
  const before = performance.now();
  if (!(await asked(run, body, act.reachMs))) return answeredAlone(run, before);
  if (!act.first) run.send();
  const since = performance.now();
  await run.until(() => run.ended, act.silentMs);
  if (!run.ended) run.send();
  await over(run); // of one that was cut, too: an app of one worker still reads its model
  return run.seen(null, since);
}

/** A token every so often. */
export async function steady(
  run: Run,
  body: string | null,
  act: Extract<Cell["act"], { kind: "steady" }>,
): Promise<Seen> {
  const before = performance.now();
  if (!(await asked(run, body, act.reachMs))) return answeredAlone(run, before);
  const since = performance.now();
  while (performance.now() - since < act.forMs && !run.ended) {
    run.send();
    await run.until(() => run.ended, act.gapMs);
  }
  await over(run);
  return run.seen(null, since);
}

/** The reader leaves; whether the origin is told. */
export async function leave(run: Run, body: string | null): Promise<Seen> {
  const since = performance.now();
  const reading = read(run.id, run.cell.reader, body, () => run.wake());
  run.read(reading);
  await run.until(() => run.reached > 0 || run.ended, REACH_LIMIT_MS);
  if (run.reached === 0) return answeredAlone(run, since);
  for (let number = 1; number <= 3; number++) {
    run.send();
    await run.until(() => run.got >= number, LEAVE_GAP_MS);
  }
  reading.leave();
  const left = performance.now();
  while (run.goneAt === null && performance.now() - left < LEAVE_LIMIT_MS) {
    run.send();
    await run.until(() => run.goneAt !== null, LEAVE_GAP_MS);
  }
  const leftMs = run.goneAt === null ? null : Math.max(0, Math.round(run.goneAt - left));
  run.finish();
  return run.seen(null, since, leftMs);
}

/** Tokens before the origin breaks off. */
const BEFORE_CRASH = 3;

/** The origin breaks off: whether the reader is told. */
export async function crash(run: Run, body: string | null): Promise<Seen> {
  const since = performance.now();
  if (!(await asked(run, body))) return answeredAlone(run, since);
  for (let number = 1; number <= BEFORE_CRASH; number++) {
    run.send();
    await run.until(() => run.got >= number || run.ended, LEAVE_GAP_MS);
  }
  run.breakOff();
  await run.until(() => run.ended, END_LIMIT_MS);
  return run.seen(null, since);
}

/** The answer of a product that asked nobody: read to its end. */
async function answeredAlone(run: Run, since: number): Promise<Seen> {
  await run.until(() => run.ended, PAUSE_MARGIN_MS);
  return run.seen(null, since);
}

/** Between two users who ask the same: what is to be stored is stored by then. */
export const BETWEEN_USERS = (): Promise<void> => delay(60);
