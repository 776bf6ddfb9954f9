/**
 * The tokens of an answer: the words of `text`, cycled, each but the first with a space before it, so that the concatenated tokens
 * read as the text again. Only ASCII white space ends a word, so that one may hold U+2028. The mock sends them and the verdict compares
 * with them: one definition for both.
 */
export function tokenTexts(text: string): (seq: number) => string {
  const words = text.split(/[ \t\r\n]+/u).filter((word) => word !== "");
  return (seq) => (seq === 1 ? "" : " ") + (words[(seq - 1) % words.length] ?? "");
}

/** The whole text of the first `tokens` tokens. */
export function answerText(text: string, tokens: number): string {
  const tokenText = tokenTexts(text);
  return Array.from({ length: tokens }, (_, index) => tokenText(index + 1)).join("");
}
