/** Literal characters of a pattern stand aside while the rest is replaced. */
const ASIDE = 0xe000;

/**
 * A short text that a regular expression of a config may match: the first of each choice, the fewest of each repetition. It is a guess, so
 * the caller asks the expression itself; null: none was made.
 */
export function sampleOf(pattern: string): string | null {
  let text = pattern
    .replace(/^\(\?i\)/, "")
    .replace(/\\([dws])/g, (_, kind: string) => ({ d: "1", w: "a", s: " " })[kind]!)
    .replace(/\\[bB]/g, "")
    .replace(/\\(.)/g, (_, c: string) => String.fromCharCode(ASIDE + c.charCodeAt(0)))
    .replace(/\[\^[^\]]*\]/g, "x")
    .replace(/\[([^\]])[^\]]*\]/g, "$1")
    .replace(/\.(?=[+*?{])/g, "x")
    .replace(/[$^]/g, "");
  // the innermost group first: what is optional goes, of a choice the first stays
  for (let before = ""; before !== text;) {
    before = text;
    text = text
      .replace(/\(\?<?[=!][^()]*\)/g, "")
      .replace(/\([^()]*\)(?:[*?]|\{0[^}]*\})[?+]?/g, "")
      .replace(/\((?:\?:|\?P?<\w+>)?([^()|]*)(?:\|[^()]*)?\)(?:\+|\{[1-9][^}]*\})?/g, "$1");
  }
  const [first = ""] = text.split("|");
  const plain = first
    .replace(/(.)\{(\d+)[^}]*\}/gs, (_, c: string, count: string) => c.repeat(Number(count)))
    .replace(/.[*?]/gs, "")
    .replace(/\+/g, "")
    .replaceAll(".", "x");
  const whole = [...plain].map((c) => (c.charCodeAt(0) >= ASIDE ? String.fromCharCode(c.charCodeAt(0) - ASIDE) : c));
  return /[()[\]{}|*+?\\]/.test(plain) ? null : whole.join("");
}
