import type { Scenario } from "./scenario.ts";

/**
 * The tokens of an answer, by number from 1; concatenated they read as the text. The mock sends them, and observe compares with them: one
 * definition for both. With `text`: its words, cycled, each but the first with a space before it; only ASCII white space ends a word, so
 * that one may hold U+2028. Without: natural-looking text that does not repeat.
 */
export function tokenTexts(scenario: Pick<Scenario, "text" | "format">): (seq: number) => string {
  const words = (scenario.text ?? "").split(/[ \t\r\n]+/u).filter((word) => word !== "");
  return (seq) => (seq === 1 ? "" : " ") + (words[(seq - 1) % words.length] ?? `word${seq}`);
}

/** The whole text of the first `tokens` tokens. */
export function answerText(scenario: Pick<Scenario, "text" | "format">, tokens: number): string {
  const tokenText = tokenTexts(scenario);
  return Array.from({ length: tokens }, (_, index) => tokenText(index + 1)).join("");
}
