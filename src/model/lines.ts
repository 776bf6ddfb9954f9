/**
 * The lines of a stream of text, without their "\n", whatever pieces the text comes in: half a line, two lines, half a character.
 * Only "\n" ends a line. (Node's readline also ends one at U+2028 and U+2029; JSON may hold those as they are (RFC 8259, section 7), and so
 * may a token.) Text after the last "\n" is no line: whoever wrote it was broken off.
 * @throws what the source throws, after the lines that came before
 */
export async function* linesOf(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of source) {
    const lines = (rest + (typeof piece === "string" ? piece : decoder.decode(piece, { stream: true }))).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
