import type { Dialect, OriginSide } from "../cell.ts";

/**
 * A token is one word of letters and digits, unique to its run and number: `r7xabt12z`. Whatever an app wraps it in, it is found in the
 * decoded text, and a word of another run is a replay.
 */
export function wordOf(run: string, number: number): string {
  return `r${run}t${number}z`;
}

/** Matches a word of any run. */
const WORD = /r([a-z0-9]{6})t(\d+)z/g;

/** Longest word that may still be incomplete at the end of what has come; each letter may be six long (`\u0072`). */
const TAIL = 6 * 24;
/** How JSON may write a letter or a digit (RFC 8259, 7). */
const ESCAPED = /\\u00([0-7][0-9a-f])/gi;

/** Finds the words of a run in text that comes piece by piece, in order and each once. */
export class WordFinder {
  readonly #run: string;
  #tail = "";
  /** Number of the last word in order. */
  last = 0;
  /** A word of another run has come. */
  foreign = false;

  constructor(run: string) {
    this.#run = run;
  }

  /** Takes the next piece of decoded text. */
  take(text: string): void {
    const all = this.#tail + text;
    const plain = all.replace(ESCAPED, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
    for (const [, run, number] of plain.matchAll(WORD)) {
      if (run !== this.#run) this.foreign = true;
      else if (Number(number) === this.last + 1) this.last++;
    }
    this.#tail = all.slice(-TAIL);
  }
}

/** What an event has around its word: about 200 bytes in all, as a chat completion's chunk has. */
const AROUND = `"object":"chat.completion.chunk","created":1760000000,"model":"lab","system_fingerprint":"fp_0"`;

const FILLER = "lorem ipsum ";

/** How an answer is written: what precedes its tokens, a token by its word, and what follows the last. */
export interface Writing {
  head(): string;
  token(word: string): string;
  tail(): string;
}

/** An answer that is tokens and nothing else. */
export function plainWriting(origin: Pick<OriginSide, "contentType" | "eventBytes">): Writing {
  return { head: () => "", token: (word) => tokenText(origin, word), tail: () => "" };
}

/** One answer as a model's API writes it: its events are counted. */
export function writingOf({ head, token, tail }: Dialect): Writing {
  let count = 0;
  const numbered = (text: string): string => text.replaceAll("NUMBER", () => String(count++));
  return {
    head: () => numbered(head),
    token: (word) => numbered(token).replace("WORD", word),
    tail: () => numbered(tail),
  };
}

/** The text of one token in an answer of this content type. */
export function tokenText(
  { contentType, eventBytes }: Pick<OriginSide, "contentType" | "eventBytes">,
  word: string,
): string {
  const more = FILLER.repeat(Math.ceil(eventBytes / FILLER.length));
  const json = `{"id":"chatcmpl-${word}",${AROUND},"choices":[{"index":0,"delta":{"content":"${word} ${more}"},"finish_reason":null}]}`;
  if (contentType.startsWith("text/event-stream")) return `data: ${json}\n\n`;
  if (contentType.startsWith("text/plain")) return `${word} ${FILLER.repeat(15)}${more}\n`;
  return `${json}\n`;
}
