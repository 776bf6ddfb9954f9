import { StringDecoder } from "node:string_decoder";
import type { Ask } from "../url/document.ts";
import type { Wanted } from "../url/options.ts";
import type { RawRead } from "../url/raw.ts";
import { readOnce } from "../url/read.ts";
import type { Generation } from "./generation.ts";
import type { Model } from "./model.ts";

/** An answer of the model, as both ends saw it. */
export type GenerationSeen = Pick<Generation, "streamed" | "asked" | "sent" | "got" | "held" | "latencyMs">;

/** One question, as both ends saw it. */
export interface Through {
  /** Null: the model was not asked within the bound, and the answer was left. */
  readonly raw: RawRead | null;
  /** Decoded bytes of the body. */
  readonly bytes: number;
  /** From the beginning of the connection to the written request, ms: what the network takes to there and back, at least once. */
  readonly connectMs: number;
  readonly generations: readonly GenerationSeen[];
  readonly refused: number;
  readonly elsewhere: string | null;
  /** Words of an earlier question's answer came. */
  readonly replayed: boolean;
  /** The bound for the model's first request, ms. */
  readonly reachMs: number;
}

/** How long is waited, ms. */
export interface Bounds {
  /** For the model's first request. */
  readonly reachMs: number;
  /** For a token, before it counts as held. */
  readonly patienceMs: number;
}

/** A stack that looks things up before it asks its model has asked by then. */
export const REACH_MS = 30_000;

/**
 * Asks the stack one question, and answers as its model.
 * @param earlier ids of answers to earlier questions
 * @throws the signal's reason, once it is aborted
 */
export async function askThrough(
  model: Model,
  { url, ask }: { readonly url: URL; readonly ask: Ask },
  wanted: Wanted,
  { reachMs, patienceMs, earlier }: Bounds & { readonly earlier: Set<string> },
  signal: AbortSignal,
): Promise<Through> {
  const question = model.question(patienceMs);
  const utf8 = new StringDecoder("utf8");
  const unasked = new AbortController();
  const text = new Earlier(earlier);
  let [bytes, connectMs] = [0, 0];
  const reading = readOnce(url, ask, wanted, AbortSignal.any([signal, unasked.signal]), {
    asked: (ms) => {
      connectMs = ms;
      void question.asked(reachMs).then((asked) => asked || unasked.abort(new Error("unasked")));
    },
    heard: (part) => {
      bytes += part.length;
      const piece = utf8.write(part);
      text.take(piece);
      question.take(piece);
    },
  });
  let raw: RawRead | null = null;
  try {
    raw = await reading;
  } catch (error) {
    if (signal.aborted || !unasked.signal.aborted) throw error;
  } finally {
    await question.over();
  }
  const { generations, refused, elsewhere } = question;
  for (const { id } of generations) earlier.add(id);
  return { raw, bytes, connectMs, generations, refused, elsewhere, replayed: text.came, reachMs };
}

/** Looks for words of earlier answers: what has them was stored on the way. */
class Earlier {
  readonly #ids: ReadonlySet<string>;
  #tail = "";
  came = false;

  constructor(ids: ReadonlySet<string>) {
    this.#ids = new Set(ids);
  }

  take(text: string): void {
    const all = this.#tail + text;
    for (const [, id] of all.matchAll(/r([a-z0-9]{6})t\d+z/gu)) this.came ||= this.#ids.has(id!);
    this.#tail = all.slice(-TAIL);
  }
}

/** Longer than a word. */
const TAIL = 24;
