import type { Act, Cell } from "../cell.ts";
import type { LimitReport } from "../document.ts";
import type { Measured } from "../plan.ts";
import { WAITED_MORE_MS } from "../thresholds.ts";
import { firstCell } from "./asks.ts";
import type { Ask, StackQuestion } from "./asks.ts";
import type { Behind, StackStand } from "./loop.ts";
import type { Entry } from "./plan.ts";

/** A silence before the first byte, one behind it, and an answer that goes on and on: what each of them is cut by, nothing else shows. */
const KINDS: readonly LimitReport["kind"][] = ["headers", "idle", "total"];
/** Tokens of a long answer: no silence of this length is cut by anything. */
const STEADY_GAP_MS = 1_000;

/** What an entry did with a silence, or with a long answer. */
export interface LimitTried {
  readonly entry: Entry;
  readonly kind: LimitReport["kind"];
  /** So long it was to last. Seconds. */
  readonly triedS: number;
  /** `passed`: all of it came, and whole. `unknown`: neither that nor a cut was seen. */
  readonly came: "passed" | "cut" | "unknown";
  /** When the answer ended before its model had ended it, seconds since the silence began; null: it did not. */
  readonly cutS: number | null;
}

/** What is asked, and where. */
export interface Asking {
  readonly entry: Entry;
  readonly ask: Ask;
  readonly question: StackQuestion;
}

/**
 * Waits at a stack's entry, of all kinds at once. What is cut there is tried at each service behind it, too: so it is known who cuts.
 * @param triedS how long a silence is waited for, and how long an answer is
 * @param behind services behind the entry, asked for only where something was cut
 */
export async function measureLimits(
  { entry, ask, question }: Asking,
  triedS: number,
  stand: StackStand,
  behind: () => Promise<readonly Behind[]>,
): Promise<LimitTried[]> {
  const tried = async (kind: LimitReport["kind"], at: Entry, path: string, seconds: number): Promise<LimitTried> => {
    const forMs = Math.round(seconds * 1000) + WAITED_MORE_MS;
    const cell = limitCell(firstCell(at, { ...ask, path }, question), kind, forMs);
    return { entry: at, kind, triedS: seconds, ...cameOf({ cell, seen: [await stand.measure(cell)] }) };
  };
  const own = await Promise.all(KINDS.map((kind) => tried(kind, entry, ask.path, triedS)));
  const cuts = own.filter(({ came }) => came === "cut");
  if (cuts.length === 0) return own;
  const inner = (await behind()).flatMap(({ entry: at, path }) =>
    cuts.map(({ kind, cutS }) => tried(kind, at, path ?? ask.path, cutS!)),
  );
  return [...own, ...(await Promise.all(inner))];
}

/** Others are under way at the same time, and an app may take one question after the other. */
const AT_ONCE = KINDS.length;

/** What shows a limit of this kind, if there is one of less than so long. */
export function limitCell({ id, ...first }: Cell, kind: LimitReport["kind"], forMs: number): Cell {
  const reachMs = AT_ONCE * forMs;
  const act: Act =
    kind === "total"
      ? { kind: "steady", gapMs: STEADY_GAP_MS, forMs, reachMs }
      : { kind: "pause", first: kind === "headers", silentMs: forMs, reachMs };
  return { ...first, id: id.replace("first", `limit ${kind}`), act };
}

/** What came of such a cell. */
export function cameOf({ cell: { act }, seen }: Measured): Pick<LimitTried, "came" | "cutS"> {
  const { reached, endedMs, end, got, sent, status } = seen[0]!;
  const lastsMs = act.kind === "pause" ? act.silentMs : act.kind === "steady" ? act.forMs : 0;
  if (reached > 0 && endedMs !== null && endedMs < lastsMs) return { came: "cut", cutS: secondsOf(endedMs) };
  const passed = reached > 0 && end === "clean" && got === sent && (status ?? 500) < 400;
  return { came: passed ? "passed" : "unknown", cutS: null };
}

/** A limit is a whole number as a rule, and what comes after it is the way: 5.04 s are 5 s, and 30.6 s are 30.6 s. */
const WAY_S = 0.25;

function secondsOf(ms: number): number {
  const whole = Math.floor(ms / 1000);
  return whole > 0 && ms / 1000 - whole <= WAY_S ? whole : Math.ceil(ms / 100) / 10;
}
