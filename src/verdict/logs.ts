import type { Finding } from "../model/result.ts";
import type { SideTrace } from "../model/trace.ts";

/** The line of each layer's log that the expectation asks for, by layer; layers whose log has none are left out. */
export function quotesOf({ side, logs }: SideTrace): Record<string, string> {
  const found = Object.entries(side.expect.logs ?? {}).map(([layer, pattern]) => {
    const lines = (logs[layer] ?? "").split("\n");
    return [layer, lines.find((line) => new RegExp(pattern).test(line))] as const;
  });
  return Object.fromEntries(found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

/** Judges what the layers wrote: each pattern must match one line. Throws SyntaxError for a pattern that is no regular expression. */
export function judgeLogs(trace: SideTrace): Finding[] {
  const quotes = quotesOf(trace);
  return Object.entries(trace.side.expect.logs ?? {}).map(([layer, pattern]) => ({
    what: `log of ${layer}`,
    reader: null,
    proof: "paced",
    expected: `a line like /${pattern}/`,
    observed: quotes[layer]?.trim() ?? (trace.logs[layer] === undefined ? "no log" : "no such line"),
    ok: quotes[layer] !== undefined,
  }));
}
