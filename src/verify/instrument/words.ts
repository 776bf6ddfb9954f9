import type { OriginSide } from "../cell.ts";

/**
 * A token is one word of letters and digits, unique to its run and number: `r7xabt12z`. Whatever an app wraps it in, it is found in the
 * decoded text, and a word of another run is a replay.
 */
export function wordOf(run: string, number: number): string {
  return `r${run}t${number}z`;
}

/** Matches a word of any run. */
const WORD = /r([a-z0-9]{6})t(\d+)z/g;

/** Longest word that may still be incomplete at the end of what has come. */
const TAIL = 24;

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
    for (const [, run, number] of all.matchAll(WORD)) {
      if (run !== this.#run) this.foreign = true;
      else if (Number(number) === this.last + 1) this.last++;
    }
    this.#tail = all.slice(-TAIL);
  }
}

/** What an event has around its word: about 200 bytes in all, as a chat completion's chunk has. */
const AROUND = `"object":"chat.completion.chunk","created":1760000000,"model":"lab","system_fingerprint":"fp_0"`;

const FILLER = "lorem ipsum ";

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
