import type { Ask } from "../url/document.ts";
import { wantedOf } from "../url/options.ts";
import type { UrlOptions, Wanted } from "../url/options.ts";
import { modelAddressOf, sayAddress, sayPointed } from "./address.ts";
import { askThrough, REACH_MS } from "./ask.ts";
import type { Bounds } from "./ask.ts";
import type { ThroughDocument, ThroughReading } from "./document.ts";
import { judgeThrough } from "./judge.ts";
import { PATIENCE_MS } from "./lockstep.ts";
import { Model } from "./model.ts";
import { documentOf } from "./together.ts";

export type { ThroughDocument, ThroughReading } from "./document.ts";

/** Flags of `./lab verify --url --model`, files already read. */
export interface ThroughOptions extends UrlOptions, Partial<Bounds> {
  /** `ADDRESS:PORT`, where the lab's model listens. */
  readonly model: string;
  /** What its callers must present; absent: made here, where others than this machine reach it. */
  readonly modelToken?: string;
}

/**
 * Waits until the stack is pointed at the model.
 * @param asked resolves at the model's first request
 * @throws what ends the whole
 */
export type UntilPointed = (asked: Promise<unknown>) => Promise<void>;

/** One question to send. */
interface Step {
  readonly of: ThroughReading["of"];
  readonly ask: Ask;
}

/**
 * Proves a path from the model's end and from the reader's: the lab is both, and what lies between is anybody's. One question after the
 * other; nothing is sent to a URL but what the options say.
 * @param tell gets the lines that say how the stack is pointed at the model, once it listens
 * @param untilPointed is awaited before anything is asked; absent: the stack is pointed already
 * @throws LabError usage; the signal's reason, once it is aborted
 */
export async function verifyThrough(
  options: ThroughOptions,
  signal: AbortSignal,
  tell: (lines: readonly string[]) => void,
  untilPointed: UntilPointed | null = null,
): Promise<ThroughDocument> {
  const wanted = wantedOf(options);
  const address = modelAddressOf(options.model, options.modelToken);
  const model = await Model.listen(address);
  try {
    tell(sayPointed(address, model.port));
    const earlier = untilPointed === null ? new Set<string>() : await pointed(model, untilPointed);
    const bounds = { reachMs: options.reachMs ?? REACH_MS, patienceMs: options.patienceMs ?? PATIENCE_MS, earlier };
    const [readings, sent, notes] = await askAll(model, wanted, bounds, signal);
    return documentOf(wanted, sayAddress(address.host, model.port), readings, sent, notes);
  } finally {
    await model.close();
  }
}

/** Longest time that a timer of Node can take: 24 days. */
const FOREVER_MS = 2 ** 31 - 1;

/** @returns ids of what the model has answered meanwhile: it is no answer to what is asked next */
async function pointed(model: Model, untilPointed: UntilPointed): Promise<Set<string>> {
  const before = model.question(0);
  try {
    await untilPointed(before.asked(FOREVER_MS));
  } finally {
    await before.over();
  }
  return new Set(before.generations.map(({ id }) => id));
}

async function askAll(
  model: Model,
  wanted: Wanted,
  bounds: Bounds & { readonly earlier: Set<string> },
  signal: AbortSignal,
): Promise<[readings: ThroughReading[], sent: number, notes: string[]]> {
  const [readings, notes]: [ThroughReading[], string[]] = [[], []];
  let sent = 0;
  const all = stepsOf(wanted);
  for (const { of, ask } of all.slice(0, wanted.requests)) {
    const url = of === "url" ? wanted.url : wanted.direct!;
    const seen = await askThrough(model, { url, ask }, wanted, bounds, signal);
    if (seen.raw === null || seen.raw.sent) sent++;
    if (seen.raw?.code === "NO_H2") {
      notes.push("HTTP/2: the server does not choose it");
      continue;
    }
    const reading = judgeThrough(of, ask, seen);
    readings.push(reading);
    // what has no result the first time has none the second: somebody's server is not asked in vain
    if (reading.word === "unknown") return [readings, sent, notes];
  }
  const left = all.slice(wanted.requests).map(({ ask }) => SAY_ASK[ask]);
  if (left.length > 0) notes.push(`not asked ${left.join(", nor ")}: --requests ${wanted.requests}`);
  if (wanted.url.protocol === "http:") notes.push("not asked over HTTP/2: http:// has no way to choose it");
  return [readings, sent, notes];
}

const SAY_ASK: Record<Ask, string> = {
  plain: "plainly",
  compressed: "with compression offered",
  http2: "over HTTP/2",
};

function stepsOf({ url, direct, headers }: Wanted): Step[] {
  const asksForCoding = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === "accept-encoding");
  return [
    { of: "url", ask: "plain" },
    ...(direct === null ? [] : [{ of: "direct", ask: "plain" } as const]),
    ...(asksForCoding ? [] : [{ of: "url", ask: "compressed" } as const]),
    ...(url.protocol === "https:" ? [{ of: "url", ask: "http2" } as const] : []),
  ];
}
