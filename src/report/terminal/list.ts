import type { Kind, VerdictWord } from "../../model/words.ts";
import { sayCount } from "../../model/say.ts";
import { groupBy } from "../group.ts";
import { longest, paint, VERDICTS, wrap } from "./format.ts";
import type { Page } from "./format.ts";

/** What `./lab list` knows of one experiment. */
export interface ListEntry {
  readonly id: string;
  readonly layer: string;
  readonly kind: Kind;
  readonly title: string;
  readonly slow: boolean;
  /** Verdict of its last run on this machine; null: never run. */
  readonly last: VerdictWord | null;
}

/** Every experiment with one line, under its layer. */
export function renderList(entries: readonly ListEntry[], page: Page): string {
  const idWidth = longest(entries.map(({ id }) => id));
  const lines = [...groupBy(entries, ({ layer }) => layer)].flatMap(([layer, group]) => [
    paint(page, "bold", layer),
    ...group.flatMap((entry) => entryLines(entry, idWidth, page)),
  ]);
  return [
    ...lines,
    "",
    `${sayCount(entries.length, "experiment")}; run one: ./lab run ${entries[0]?.id ?? "NAME"}`,
  ].join("\n");
}

function entryLines({ id, kind, title, slow, last }: ListEntry, idWidth: number, page: Page): string[] {
  const word = (last ?? "not run").padEnd("inconclusive".length);
  const verdict = paint(page, last === null ? "dim" : VERDICTS[last], word);
  const before = `  ${id.padEnd(idWidth)}  ${kind.padEnd("innocent".length)}  `;
  const indent = before.length + word.length + 2;
  const text = `${title}${slow ? " (slow)" : ""}`;
  if (page.width - indent < 40)
    return [`${before}${verdict}`, ...wrap(text, page.width - 6).map((line) => `      ${line}`)];
  const [head = "", ...rest] = wrap(text, page.width - indent);
  return [`${before}${verdict}  ${head}`, ...rest.map((line) => " ".repeat(indent) + line)];
}
