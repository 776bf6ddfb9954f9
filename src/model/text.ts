import { proseTokens } from "./prose.ts";
import type { Scenario } from "./scenario.ts";

/** The part of the default text that somebody has asked for. It grows on demand; 256 tokens take about a millisecond, once. */
const prose: string[] = [];
const proseSource = proseTokens();
const GROW_TOKENS = 256;

function proseToken(seq: number): string {
  while (prose.length < seq) for (let count = 0; count < GROW_TOKENS; count++) prose.push(proseSource.next().value);
  return prose[seq - 1]!;
}

/**
 * The tokens of an answer, by number from 1; concatenated they read as the text. The mock sends them, and observe compares with them: one
 * definition for both. With `text`: its words, cycled, each but the first with a space before it; only ASCII white space ends a word, so
 * that one may hold U+2028. Without: natural-looking text that does not repeat (prose.ts). gzip makes 62 % of 100 tokens of it, 41 % of 1000
 * (English prose of that length: about the same); of default events, which repeat all but the text, 5 % and 4 %.
 * In format `text` a token stands on a line of its own, so white space around it cannot survive, and a line break within it would be two:
 * there a token is its visible part, white space in it one space, and each but the first has a space before it.
 */
export function tokenTexts(scenario: Pick<Scenario, "text" | "format">): (seq: number) => string {
  const words = scenario.text?.split(/[ \t\r\n]+/u).filter((word) => word !== "");
  if (words === undefined && scenario.format !== "text") return proseToken;
  const word =
    words === undefined
      ? (seq: number) => proseToken(seq).trim().replace(/\s+/gu, " ")
      : (seq: number) => words[(seq - 1) % words.length] ?? "";
  return (seq) => (seq === 1 ? "" : " ") + word(seq);
}

/** The whole text of the first `tokens` tokens. */
export function answerText(scenario: Pick<Scenario, "text" | "format">, tokens: number): string {
  const tokenText = tokenTexts(scenario);
  return Array.from({ length: tokens }, (_, index) => tokenText(index + 1)).join("");
}
