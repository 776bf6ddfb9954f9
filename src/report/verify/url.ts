import { sayBytes, sayCount, sayMs } from "../../model/say.ts";
import type { UrlDocument, UrlReading, UrlWord } from "../../verify/url/document.ts";
import { longest, paint, wrap } from "../terminal/format.ts";
import type { Page, Style } from "../terminal/format.ts";
import { oneLine } from "./say.ts";
import { withoutSecretsIn } from "./secrets.ts";

const COLOURS: Record<UrlWord, Style> = {
  "in pace": "green",
  "looks held": "red",
  "looks stepped": "red",
  unknown: "yellow",
};
/** How a request is called in a table. */
export const ASKED = { plain: "plain", compressed: "compressed", http2: "HTTP/2" } as const;

/** What a person reads of a URL: each answer with its figures, what decides, and what this cannot know. */
export function renderUrl(document: UrlDocument, page: Page): string {
  const { url, direct, sent, readings, word, says, notes, unknowable, exit } = withoutSecretsIn(document);
  const names = readings.map((reading) => nameOf(reading, direct));
  const [name, said] = [longest(names), longest(readings.map((reading) => reading.says))];
  const verdict = `${paint(page, COLOURS[word], says)}   ${sayCount(sent, "request")}     exit ${exit}`;
  return [
    paint(page, "bold", oneLine(url)),
    ...(direct === null ? [] : [`direct: ${oneLine(direct)}`]),
    ...readings.flatMap((reading, index) => {
      const head = `  ${names[index]!.padEnd(name)}  ${paint(page, COLOURS[reading.word], reading.says.padEnd(said))}  `;
      return hang(head, 6 + name + said, factsOf(reading), page);
    }),
    ...notes.flatMap((note) => hang("  ", 2, note, page)),
    ...(readings.some(({ events }) => events > 0) ? ["  what this cannot know", ...bullets(unknowable, page)] : []),
    `  ${verdict}`,
  ].join("\n");
}

function nameOf({ of, ask }: UrlReading, direct: string | null): string {
  return direct === null ? ASKED[ask] : `${of} ${ASKED[ask]}`;
}

function factsOf(reading: UrlReading): string {
  const { why, hint, protocol, encoding, framing, firstMs, endedMs, events, bytes, steps, status } = reading;
  if (why !== null && (status === null || events === 0)) return withHint(why, hint);
  const ends = { chunked: "chunked", length: "with Content-Length", close: "ends by close", frames: null };
  const facts = [
    firstMs === null ? null : `first event ${sayMs(firstMs)}, last ${sayMs(endedMs)}`,
    `${sayCount(events, "event")} in ${sayCount(steps, "step")}, ${sayBytes(bytes)}`,
    [protocol, framing === null ? null : ends[framing], encoding].filter(Boolean).join(" "),
  ];
  const said = facts.filter(Boolean).join("; ");
  return why === null ? said : `${withHint(why, hint)}; ${said}`;
}

function bullets(texts: readonly string[], page: Page): string[] {
  return texts.flatMap((text) => hang("  - ", 4, text, page));
}

function withHint(why: string, hint: string | null): string {
  return hint === null ? why : `${why}; next: ${hint}`;
}

/** A text behind its head, the rest of it below. @param indent width of `head` as it is seen */
export function hang(head: string, indent: number, text: string, page: Page): string[] {
  const [first = "", ...rest] = wrap(oneLine(text), Math.max(24, page.width - indent));
  return [`${head}${first}`.trimEnd(), ...rest.map((line) => `${" ".repeat(indent)}${line}`)];
}
