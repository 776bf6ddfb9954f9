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
  if (wanted.url.protocol === "http:" && readings.length > 1)
    notes.push("HTTP/2: not asked for, http:// has no way to choose it");
  return documentOf(wanted, readings, sent, notes);
}

/** What is sent, in this order, as far as it is allowed. With a direct URL each is asked in turn, so that a model's mood is in both. */
function planOf({ url, direct, headers, requests }: Wanted): Step[] {
  const codes = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === "accept-encoding");
  const others: Step[] = [
    ...(codes ? [] : [{ of: "url", ask: "compressed" } as const]),
    ...(url.protocol === "https:" ? [{ of: "url", ask: "http2" } as const] : []),
  ];
  const plain: Step = { of: "url", ask: "plain" };
  const behind: Step = { of: "direct", ask: "plain" };
  const steps = direct === null ? [plain, ...others] : [behind, plain, behind, plain, ...others];
  return steps.slice(0, requests);
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
