import { answerText } from "../model/text.ts";
import type { End } from "../model/words.ts";
import type { JoinedRead } from "./join.ts";

/**
 * True if the reader put together exactly the text that the model sent in the generation that was read; a reader that left is held to
 * what it had received by then. Null if it received no token.
 * @param text the scenario's
 */
export function textIdentical(join: JoinedRead, text: string, end: End): boolean | null {
  if (join.received.length === 0) return null;
  const tokens = end === "left" ? join.received.length : (join.read?.tokens.length ?? 0);
  return join.record.text === answerText(text, tokens);
}
