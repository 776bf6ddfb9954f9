import type { VerdictDocument } from "../../model/result.ts";
import { sayCount } from "../../model/say.ts";
import type { TraceDocument } from "../../model/trace.ts";

/** Flags that change every scenario of a run, by the field that they change. */
const FLAGS: Record<keyof TraceDocument["overrides"]["scenario"], string> = {
  tokens: "--tokens",
  gapMs: "--gap",
  eventBytes: "--event-bytes",
};

/** What a person must know before the verdict is believed: sides that were not told apart, a second measurement, flags of the caller's. */
export function sayNotes(
  { notToldApart, attempts, overridden }: Pick<VerdictDocument, "notToldApart" | "attempts" | "overridden">,
  { overrides }: Pick<TraceDocument, "overrides">,
): string[] {
  return [
    ...notToldApart.map(({ side, passesAs }) => `not told apart: ${side} and ${passesAs} each pass as the other`),
    ...(attempts > 1 ? [`measured ${attempts} times: the machine was too busy before`] : []),
    ...(overridden ? [`with your ${sayOverrides(overrides)}: not counted`] : []),
  ];
}

/**
 * How often a suite looked again because the machine was too busy: `measured again for want of a quiet machine: 3 of 131 (4 times)`.
 * @param verdicts of all experiments that were measured
 */
export function sayMeasuredAgain(verdicts: readonly Pick<VerdictDocument, "attempts">[]): string {
  const more = verdicts.map(({ attempts }) => attempts - 1).filter((times) => times > 0);
  const times = more.reduce((sum, each) => sum + each, 0);
  const said = times === 0 ? "none" : `${more.length} of ${verdicts.length} (${sayCount(times, "time")})`;
  return `measured again for want of a quiet machine: ${said}`;
}

function sayOverrides({ scenario, images }: TraceDocument["overrides"]): string {
  const flags = Object.entries(FLAGS).flatMap(([field, flag]) => {
    const value = scenario[field as keyof typeof FLAGS];
    return value === undefined ? [] : [`${flag} ${value}`];
  });
  const variables = Object.entries(images).map(([name, image]) => `${name}=${image}`);
  return [...variables, ...flags].join(" ") || "flags or images";
}
