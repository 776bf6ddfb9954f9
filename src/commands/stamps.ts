import * as v from "valibot";
import { LabError } from "../model/error.ts";
import { ENDS } from "../model/words.ts";

/** A day: a stamp above it counts from another zero than the request. */
const LATEST_MS = 86_400_000;
const Ms = v.pipe(v.number("a number of ms"), v.finite("a finite number of ms"));
const AtMs = v.pipe(
  Ms,
  v.minValue(0, "ms since the request, 0 or more"),
  v.maxValue(LATEST_MS, "ms since the request, at most a day (subtract the time of the request)"),
);
const Count = v.pipe(v.number("a whole number"), v.integer("a whole number"), v.minValue(0, "0 or more"));

/** What somebody measured without the lab: `./lab shape FILE`. Times in ms since the request. */
export const Stamps = v.strictObject({
  /** Tokens that the answer was to have; null or absent: as many as `sentMs` has, or unknown. */
  planned: v.optional(v.nullable(Count), null),
  /** When each token was sent, from token 1 on, on the clock of the arrivals; null or absent: unknown, and then only a look can be told. */
  sentMs: v.optional(v.nullable(v.array(Ms)), null),
  /** In order of arrival. */
  arrivals: v.array(v.strictObject({ seq: v.pipe(Count, v.minValue(1, "1 or more")), atMs: AtMs })),
  status: v.optional(v.nullable(Count), 200),
  end: v.optional(v.picklist(ENDS, `one of ${ENDS.join(", ")}`), "clean"),
  /** When the response ended; null or absent: with its last token. */
  endedMs: v.optional(v.nullable(AtMs), null),
  queuedMs: v.optional(v.nullable(Ms), null),
  textIdentical: v.optional(v.nullable(v.boolean("true, false or null")), null),
});
export type Stamps = v.InferOutput<typeof Stamps>;

/**
 * Reads stamps: a JSON document, or a CSV of arrival times, one `atMs` or `seq,atMs` a line; its first line may be a header.
 * @param source how messages name the input
 * @throws LabError usage, with the line, the field and what was expected
 */
export async function parseStamps(text: string, source: string): Promise<Stamps> {
  const stamps = text.trimStart().startsWith("{") ? await parseJson(text, source) : parseCsv(text, source);
  const late = stamps.arrivals.findIndex(({ atMs }, index) => index > 0 && atMs < stamps.arrivals[index - 1]!.atMs);
  if (late > 0) {
    const [before, after] = [stamps.arrivals[late - 1]!, stamps.arrivals[late]!];
    throw new LabError("usage", `${source}: arrival ${late + 1} is earlier than the one before it`, {
      ...{ observed: `${after.atMs} ms after ${before.atMs} ms`, limit: "arrivals in the order of their coming" },
      hint: "sort the lines by their time",
    });
  }
  return stamps;
}

async function parseJson(text: string, source: string): Promise<Stamps> {
  // of all that is here only a mistake needs to know lines, so only that loads a parser which does
  const { LineCounter, parseDocument, isNode } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    throw bad(source, line, "the document", error.message.split("\n")[0]!, "JSON");
  }
  const parsed = v.safeParse(Stamps, document.toJS());
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const keys = issue.path?.map((item) => item.key as string | number) ?? [];
  const node = keys.map((_, index) => document.getIn(keys.slice(0, keys.length - index), true)).find(isNode);
  const { line } = lines.linePos(node?.range?.[0] ?? 0);
  throw bad(source, line, keys.join(".") || "the document", issue.received, sayIssue(issue));
}

function sayIssue(issue: v.BaseIssue<unknown>): string {
  if (!issue.message.startsWith("Invalid key")) return issue.message;
  return issue.expected === "never" ? `one of ${Object.keys(Stamps.entries).join(", ")}` : "this field";
}

function parseCsv(text: string, source: string): Stamps {
  const arrivals: Stamps["arrivals"] = [];
  text.split(/\r?\n/u).forEach((content, index) => {
    const cells = content.split(",").map((cell) => cell.trim());
    if (content.trim() === "") return;
    if (index === 0 && cells.every((cell) => cell !== "" && Number.isNaN(Number(cell)))) return;
    const line = index + 1;
    if (cells.length > 2) throw bad(source, line, "the line", `${cells.length} fields`, "`atMs`, or `seq,atMs`");
    const [seq, atMs] = cells.length === 1 ? [String(arrivals.length + 1), cells[0]!] : (cells as [string, string]);
    const arrival = v.safeParse(Stamps.entries.arrivals.item, { seq: numberOf(seq), atMs: numberOf(atMs) });
    if (!arrival.success) {
      const [issue] = arrival.issues;
      const field = String(issue.path?.[0].key);
      throw bad(source, line, field, JSON.stringify(field === "seq" ? seq : atMs), issue.message);
    }
    arrivals.push(arrival.output);
  });
  return v.parse(Stamps, { arrivals });
}

function numberOf(cell: string): number {
  return cell === "" ? NaN : Number(cell);
}

function bad(source: string, line: number, field: string, observed: string, limit: string): LabError {
  const hint = "./lab shape --help shows both formats";
  return new LabError("usage", `${source}, line ${line}: ${field} is not what it has to be`, { observed, limit, hint });
}
