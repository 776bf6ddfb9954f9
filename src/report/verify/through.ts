import { sayBytes, sayCount, sayMs } from "../../model/say.ts";
import type {
  ApiName,
  AskedModel,
  ThroughDocument,
  ThroughReading,
  ThroughWord,
} from "../../verify/through/document.ts";
import { longest, paint } from "../terminal/format.ts";
import type { Page, Style } from "../terminal/format.ts";
import { oneLine } from "./say.ts";
import { withoutSecretsIn } from "./secrets.ts";
import { ASKED, hang } from "./url.ts";

const COLOURS: Record<ThroughWord, Style> = { streams: "green", holds: "red", loses: "red", unknown: "yellow" };

/** What a person reads of a path between the lab's model and the lab's reader. */
export function renderThrough(document: ThroughDocument, page: Page): string {
  const { url, direct, model, sent, readings, word, says, notes, exit } = withoutSecretsIn(document);
  const names = readings.map(({ of, ask }) => (direct === null ? ASKED[ask] : `${of} ${ASKED[ask]}`));
  const [name, said] = [longest(names), longest(readings.map((reading) => reading.says))];
  const asked = [
    ...new Set(readings.flatMap((reading) => (reading.of === "url" ? (sayModel(reading.model) ?? []) : []))),
  ];
  const hint = readings.find((reading) => reading.of === "url" && reading.word === word)?.hint ?? null;
  return [
    paint(page, "bold", oneLine(url)),
    ...(direct === null ? [] : [`direct: ${oneLine(direct)}`]),
    [`model: the lab's, at ${oneLine(model)}`, ...asked].join("; "),
    ...readings.flatMap((reading, index) => {
      const head = `  ${names[index]!.padEnd(name)}  ${paint(page, COLOURS[reading.word], reading.says.padEnd(said))}  `;
      return hang(head, 6 + name + said, factsOf(reading), page);
    }),
    ...[...notes, ...(hint === null ? [] : [`next: ${hint}`])].flatMap((note) => hang("  ", 2, note, page)),
    `  ${paint(page, COLOURS[word], says)}   ${sayCount(sent, "request")}     exit ${exit}`,
  ].join("\n");
}

function factsOf({
  why,
  protocol,
  status,
  contentType,
  encoding,
  bytes,
  sent,
  got,
  latencyMs,
}: ThroughReading): string {
  const each = latencyMs === null ? "" : `, each ${sayMs(latencyMs)} after it was sent`;
  const answer = [protocol, status, contentType, encoding].filter(Boolean).join(" ");
  // what is said of lost tokens counts them
  const counted = sent === 0 || (why !== null && got < sent);
  const facts = [
    why,
    counted ? null : `${got} of ${sent} tokens arrived${each}`,
    status === null ? null : `${answer}, ${sayBytes(bytes)}`,
  ];
  return facts.filter(Boolean).join("; ");
}

const APIS: Record<ApiName, string> = {
  ...{ openai: "OpenAI's (chat completions)", responses: "OpenAI's (responses)" },
  ...{ anthropic: "Anthropic's", ollama: "Ollama's" },
};

function sayModel({ api, httpVersion }: AskedModel): string | null {
  return api === null ? null : `asked with HTTP/${httpVersion}, as ${APIS[api]}`;
}
