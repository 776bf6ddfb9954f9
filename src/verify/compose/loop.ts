import { setTimeout as delay } from "node:timers/promises";
import type { HopChain } from "../../model/hop.ts";
import { NO_HTTP2 } from "../cell.ts";
import type { Cell, Seen } from "../cell.ts";
import type { LimitReport } from "../document.ts";
import type { Measured } from "../plan.ts";
import { asksOf, firstCell, http2Cell, offeringCell, pacedCell, USUAL_PATHS } from "./asks.ts";
import type { Ask, StackQuestion } from "./asks.ts";
import { measureLimits } from "./limits.ts";
import type { LimitTried } from "./limits.ts";
import type { Entry } from "./plan.ts";
import { provedLimits } from "./scaled.ts";
import type { Scaling } from "./scaled.ts";
import { truthAt } from "./truth.ts";

/** A stack that stands, as the loop sees it: the only part that touches anything. */
export interface StackStand {
  /** @throws LabError layer_failed when a service that is asked has ended */
  measure(cell: Cell): Promise<Seen>;
  /** Measures while all of the stack's networks are listened to. */
  heard(cell: Cell): Promise<Heard>;
  /** Gives the entry's service another text of its own config, and starts it anew; null: theirs. */
  configure(text: string | null): Promise<void>;
  /** A service that ends again and again, and its last words; null: none. */
  trouble(): Promise<string | null>;
}

/** What packets say of one answer. */
export interface Heard {
  /** Null: it passed no hop, or could not be followed. */
  readonly chain: HopChain | null;
  /** Where the services behind the first one were asked, outermost first. */
  readonly behind: readonly Behind[];
}

/** Where a service was asked. */
export interface Behind {
  readonly entry: Entry;
  /** Null: it could not be read. */
  readonly path: string | null;
}

/** An entry with what was measured there. */
export interface EntryMeasured {
  readonly entry: Entry;
  readonly ask: Ask;
  readonly done: readonly Measured[];
  readonly chain: HopChain | null;
  /** Paths that were guessed, and of which none led to the model; null: it was reached, or the person has said where to ask. */
  readonly guessed: readonly string[] | null;
  /** Why nothing came, in a service's own words. */
  readonly trouble?: string | null;
  /** What it did with silences and long answers, then what services behind it did; empty: nothing was tried. */
  readonly limits?: readonly LimitTried[];
  /** Limits of its own config that were seen in a copy. */
  readonly proved?: readonly LimitReport[];
}

/** How long is waited, and for what. */
export interface StackWaits {
  /** For a stack that is still starting. */
  readonly readyLimitMs?: number;
  /** For what cuts a silence, or a long answer; null: that is left out. Seconds. */
  readonly limitS: number | null;
  /** The entry's own config, with its limits at two seconds. */
  readonly scalings?: readonly Scaling[];
  /** Is told before a long wait what is waited for, a sentence. */
  readonly tell?: (says: string) => void;
}

/** A stack's services need their time: databases, imports, migrations. */
const READY_LIMIT_MS = 30_000;
const READY_GAP_MS = 500;
/** What proxies say as long as nobody listens behind them. */
const UNREADY = [502, 503, 504];

/**
 * Asks a stack at its entry; where that does not stream, packets say who holds, and each service behind is asked by itself. Then waits for
 * what cuts.
 * @returns the entry first
 */
export async function measureStack(
  guessedEntry: Entry,
  question: StackQuestion,
  stand: StackStand,
  { readyLimitMs = READY_LIMIT_MS, limitS, scalings = [], tell }: StackWaits,
): Promise<EntryMeasured[]> {
  const { entry, ask, first } = await opened(guessedEntry, question, stand, readyLimitMs);
  const { verdict } = truthAt(entry, [first]);
  if (!["streams", "holds", "loses"].includes(verdict)) {
    const [{ reached, instead }] = first.seen as [Seen];
    const guessed = question.path === null && reached === 0 && instead === null ? USUAL_PATHS : null;
    const trouble = isUnready(first.seen[0]!) ? await stand.trouble() : null;
    return [{ entry, ask, done: [first], chain: null, guessed, trouble }];
  }
  const offering = await measured(offeringCell(first.cell), stand);
  const http2 = entry.tls ? await measured(http2Cell(first.cell), stand) : null;
  const isOffered = http2 !== null && http2.seen[0]!.error !== NO_HTTP2;
  const done = [first, offering, ...(isOffered ? [http2] : [])];
  const worst = done.find((each) => truthAt(entry, [...new Set([first, each])]).verdict !== "streams") ?? first;
  const heard = truthAt(entry, done).verdict === "streams" ? null : await stand.heard(pacedCell(worst.cell));
  const inner: EntryMeasured[] = [];
  for (const { entry: at, path } of heard?.behind ?? []) {
    const own: Ask = { ...ask, path: path ?? ask.path };
    const plain = firstCell(at, own, question);
    const cells = [plain, ...(worst === offering ? [offeringCell(plain)] : [])];
    const seen: Measured[] = [];
    for (const cell of cells) seen.push(await measured(cell, stand));
    inner.push({ entry: at, ask: own, done: seen, chain: null, guessed: null });
  }
  const behind = async (): Promise<readonly Behind[]> => (heard ?? (await stand.heard(pacedCell(first.cell)))).behind;
  const asking = { entry, ask, question };
  if (limitS !== null) tell?.(`waiting ${limitS} s for what cuts a silence, or a long answer (--quick leaves it out)`);
  const limits = limitS === null ? [] : await measureLimits(asking, limitS, stand, behind);
  // what a shorter limit cuts shows nothing of a longer one
  const open = limits.some(({ came }) => came === "cut") ? [] : scalings;
  const proved = limitS === null ? [] : await provedLimits(asking, open, stand);
  return [{ entry, ask, done, chain: heard?.chain ?? null, guessed: null, limits, proved }, ...inner];
}

/** The first ask, and the entry, without TLS where it speaks none. */
interface Opened {
  readonly entry: Entry;
  readonly ask: Ask;
  readonly first: Measured;
}

/** The first ask that reaches the model; if none does, the one that came nearest. */
async function opened(entry: Entry, question: StackQuestion, stand: StackStand, readyLimitMs: number): Promise<Opened> {
  const asks = asksOf(question);
  const tried: Opened[] = [];
  let spoken = entry;
  const limit = performance.now() + readyLimitMs;
  for (const ask of asks) {
    const asked = (): Promise<Measured> => measured(firstCell(spoken, ask, question), stand);
    let first = await asked();
    for (;;) {
      if (spoken.tls && isClear(first.seen[0]!)) spoken = { ...spoken, tls: false };
      else if (isUnready(first.seen[0]!) && performance.now() < limit) await delay(READY_GAP_MS);
      else break;
      first = await asked();
    }
    tried.push({ entry: spoken, ask, first });
    const { reached, instead, status } = first.seen[0]!;
    if (reached > 0 || instead !== null) return tried.at(-1)!;
    if (status === null) break; // nobody listens, or nobody answers: another path is no other
  }
  // an address that is there and refuses the question tells more than one that is not there
  return tried.find(({ first }) => ![404, 405].includes(first.seen[0]!.status ?? 404)) ?? tried[0]!;
}

/** Asked with TLS because of its port's number, it has answered without (OpenSSL's words). */
function isClear({ error }: Seen): boolean {
  return /wrong version number/.test(error ?? "");
}

function isUnready({ status, reached }: Seen): boolean {
  return reached === 0 && (status === null || UNREADY.includes(status));
}

async function measured(cell: Cell, stand: StackStand): Promise<Measured> {
  return { cell, seen: [await stand.measure(cell)] };
}
