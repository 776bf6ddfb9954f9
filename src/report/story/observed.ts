import type { ReaderObservation, RunObservation } from "../../model/observation.ts";
import type { Finding, Value } from "../../model/result.ts";
import type { SideTrace } from "../../model/trace.ts";

/** What a figure is about, whichever the side and the reader. */
export interface Field extends Pick<Finding, "what" | "of" | "unit"> {
  /** Of a log: the pattern of the line. */
  readonly pattern: string | null;
  readonly ofReader: boolean;
}

/** By the name of a field of an expectation. */
type Observed<Seen> = Readonly<Record<string, (seen: Seen, of: string) => Value | undefined>>;

/** Fields that a reader's observation has under another name or in another form. */
export const READER_VALUES: Observed<ReaderObservation> = {
  stepBytes: ({ steps }) => (steps === null ? null : { min: steps.minBytes, max: steps.maxBytes }),
  headers: (seen) => wordOf(seen.headersBeforeToken, "before-token", "with-token"),
  text: ({ textIdentical }) => wordOf(textIdentical, "identical", "different"),
  responseHeaders: ({ responseHeaders }, of) => responseHeaders[of] ?? null,
};
/** The same of a run as a whole. */
export const RUN_VALUES: Observed<RunObservation> = {
  requestHeaders: ({ requestHeaders }, of) => (requestHeaders === null ? undefined : (requestHeaders[of] ?? null)),
};

/** The value as the observation has it; undefined: it has none of that name. */
export function observedOf<Seen extends object>(
  { what, of }: Field,
  table: Observed<Seen>,
  seen: Seen,
): Value | undefined {
  const special = table[what];
  if (special !== undefined) return special(seen, of ?? "");
  const value = (seen as Record<string, unknown>)[what];
  return value === null || typeof value === "string" || typeof value === "number" ? value : undefined;
}

function wordOf(value: boolean | null, yes: string, no: string): string | null {
  return value === null ? null : value ? yes : no;
}

/** The line that the pattern finds in a log that no expectation of this side looked at; undefined: there is no such log. */
export function logLine({ of, pattern }: Field, { logs }: SideTrace): Value | undefined {
  const log = of === null ? undefined : logs[of];
  if (log === undefined || pattern === null) return undefined;
  const regex = new RegExp(pattern.replaceAll(/^\/|\/$/g, ""));
  return log.split("\n").find((line) => regex.test(line)) ?? null;
}
