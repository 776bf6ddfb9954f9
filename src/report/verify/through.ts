import { sayBytes, sayCount, sayMs } from "../../model/say.ts";
import type { AskedModel, ThroughDocument, ThroughReading, ThroughWord } from "../../verify/through/document.ts";
import { longest, paint } from "../terminal/format.ts";
import type { Page, Style } from "../terminal/format.ts";
import { oneLine } from "./say.ts";
import { withoutSecretsIn } from "./secrets.ts";
import { ASKED, hang, withHint } from "./url.ts";

const COLOURS: Record<ThroughWord, Style> = { streams: "green", holds: "red", loses: "red", unknown: "yellow" };

/** What a person reads of a path between the lab's model and the lab's reader. */
export function renderThrough(document: ThroughDocument, page: Page): string {
  const { url, direct, model, sent, readings, word, says, notes, exit } = withoutSecretsIn(document);
  const names = readings.map(({ of, ask }) => (direct === null ? ASKED[ask] : `${of} ${ASKED[ask]}`));
  const [name, said] = [longest(names), longest(readings.map((reading) => reading.says))];
  return [
    paint(page, "bold", oneLine(url)),
    ...(direct === null ? [] : [`direct: ${oneLine(direct)}`]),
    `model: the lab's, at ${oneLine(model)}`,
    ...readings.flatMap((reading, index) => {
      const head = `  ${names[index]!.padEnd(name)}  ${paint(page, COLOURS[reading.word], reading.says.padEnd(said))}  `;
      return hang(head, 6 + name + said, factsOf(reading), page);
    }),
    ...notes.flatMap((note) => hang("  ", 2, note, page)),
    `  ${paint(page, COLOURS[word], says)}   ${sayCount(sent, "request")}     exit ${exit}`,
  ].join("\n");
}

function factsOf(reading: ThroughReading): string {
  const { why, hint, protocol, status, contentType, encoding, bytes, sent, got, latencyMs } = reading;
  const each = latencyMs === null ? "" : `, each ${sayMs(latencyMs)} after it was sent`;
  const facts = [
    why === null ? null : withHint(why, hint),
    sent === 0 ? null : `${got} of ${sent} tokens arrived${each}`,
    status === null ? null : [protocol, status, contentType, encoding, sayBytes(bytes)].filter(Boolean).join(" "),
    sayModel(reading.model),
  ];
  return facts.filter(Boolean).join("; ");
}

function sayModel({ dialect, httpVersion }: AskedModel): string | null {
  return dialect === null
    ? null
    : `the model was asked with HTTP/${httpVersion}, as ${dialect === "openai" ? "OpenAI's" : "Anthropic's"}`;
}
