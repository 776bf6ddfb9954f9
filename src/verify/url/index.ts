import { decideAlone, decideDirect } from "./compare.ts";
import type { Ask, UrlDocument, UrlReading } from "./document.ts";
import { judgeRead } from "./judge.ts";
import { shownUrl, wantedOf } from "./options.ts";
import type { UrlOptions, Wanted } from "./options.ts";
import { readOnce } from "./read.ts";

export type { UrlDocument, UrlReading } from "./document.ts";
export type { UrlOptions } from "./options.ts";

/** One request to send. */
interface Step {
  readonly of: UrlReading["of"];
  readonly ask: Ask;
}

/**
 * Looks at a URL whose model is anybody's: no mock, no send log, so arrivals alone. One request after the other, each over a connection of
 * its own; nothing is sent but what the options say, and no more after one that was refused.
 * @throws LabError usage; the signal's reason, once it is aborted
 */
export async function verifyUrl(options: UrlOptions, signal: AbortSignal): Promise<UrlDocument> {
  const wanted = wantedOf(options);
  const readings: UrlReading[] = [];
  const notes: string[] = [];
  let sent = 0;
  for (const { of, ask } of planOf(wanted)) {
    const raw = await readOnce(of === "url" ? wanted.url : wanted.direct!, ask, wanted, signal);
    sent += raw.sent ? 1 : 0;
    if (raw.code === "NO_H2") {
      notes.push("HTTP/2: the server does not choose it");
      continue;
    }
    const reading = judgeRead(of, ask, raw);
    readings.push(reading);
    // what has no answer to the first has none to the second: somebody's server is not asked in vain
    if (raw.end !== "complete" || (raw.status ?? 0) >= 300 || reading.events === 0) break;
  }
  if (readings.some(({ events }) => events > 0)) notes.push(...notAsked(wanted));
  return documentOf(wanted, readings, sent, notes);
}

/** What is sent, in this order, as far as it is allowed. With a direct URL each is asked in turn, so that a model's mood is in both. */
function planOf(wanted: Wanted): Step[] {
  return allSteps(wanted).slice(0, wanted.requests);
}

function allSteps({ url, direct, headers }: Wanted): Step[] {
  const others: Step[] = [
    ...(asksForCoding(headers) ? [] : [{ of: "url", ask: "compressed" } as const]),
    ...(url.protocol === "https:" ? [{ of: "url", ask: "http2" } as const] : []),
  ];
  const plain: Step = { of: "url", ask: "plain" };
  const behind: Step = { of: "direct", ask: "plain" };
  return direct === null ? [plain, ...others] : [behind, plain, behind, plain, ...others];
}

function asksForCoding(headers: readonly string[]): boolean {
  return headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === "accept-encoding");
}

/** Of what is usual, what was not tried, and why: it may be what the person's browser does. */
function notAsked(wanted: Wanted): string[] {
  const left = allSteps(wanted).slice(wanted.requests);
  const names = { plain: "again", compressed: "with compression offered", http2: "over HTTP/2" };
  const asks = [...new Set(left.map(({ ask }) => ask))].filter((ask) => ask !== "plain");
  return [
    ...(asks.length === 0
      ? []
      : [`not asked ${asks.map((ask) => names[ask]).join(", nor ")}: --requests ${wanted.requests}`]),
    ...(wanted.url.protocol === "http:" ? ["not asked over HTTP/2: http:// has no way to choose it"] : []),
  ];
}

function documentOf(
  wanted: Wanted,
  readings: readonly UrlReading[],
  sent: number,
  notes: readonly string[],
): UrlDocument {
  const { url, direct } = wanted;
  const both = readings.some(({ of }) => of === "url") && readings.some(({ of }) => of === "direct");
  const decision = both ? decideDirect(readings) : decideAlone(readings);
  return {
    schemaVersion: 1,
    ...{ url: shownUrl(url), direct: direct === null ? null : shownUrl(direct), sent, readings },
    ...decision,
    notes: [...decision.notes, ...notes],
    unknowable: [
      direct === null
        ? "when the model sent: one that thinks long and then writes fast looks held, one that sends several tokens at a time looks stepped"
        : "when the model sent: what both URLs do alike may be the model's",
      "a hold shorter than the gaps between events, and what a longer silence would cut",
      "which hop it is: ./lab verify YOUR-CONFIG, or ./lab locate where the stack runs",
    ],
  };
}
