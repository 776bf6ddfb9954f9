import type { VerdictDocument } from "../../model/result.ts";
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
    ...notToldApart.map(({ side, passesAs }) => `not told apart: ${side} would pass as ${passesAs}, too`),
    ...(attempts > 1 ? [`measured ${attempts} times: the machine was too busy before`] : []),
    ...(overridden ? [`with your ${sayOverrides(overrides)}: not counted`] : []),
  ];
}

function sayOverrides({ scenario, images }: TraceDocument["overrides"]): string {
  const flags = Object.entries(FLAGS).flatMap(([field, flag]) => {
    const value = scenario[field as keyof typeof FLAGS];
    return value === undefined ? [] : [`${flag} ${value}`];
  });
  const variables = Object.entries(images).map(([name, image]) => `${name}=${image}`);
  return [...variables, ...flags].join(" ") || "flags or images";
}
