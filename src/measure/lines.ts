import type { Readable } from "node:stream";

/** Lines of NDJSON. Not by readline, which also ends a line at U+2028 and U+2029: JSON may hold them as they are, and so may a token. */
export async function* linesOf(body: Readable): AsyncGenerator<string> {
  let rest = "";
  for await (const text of body.setEncoding("utf8") as AsyncIterable<string>) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
