import { readFileSync } from "node:fs";
import { median } from "simple-statistics";
import { sequenceOf } from "../metrics/sequence.ts";
import { LabError } from "../model/error.ts";
import { sayCount, sayMs } from "../model/say.ts";
import { CLOCK_TOLERANCE_MS, MOMENT_MS } from "../model/thresholds.ts";
import { gapsOf } from "../model/times.ts";
import { labelOf, pairsOf, silenceOf } from "../observe/index.ts";
import type { Label, Labelled } from "../observe/index.ts";
import { parseStamps } from "./stamps.ts";
import type { Stamps } from "./stamps.ts";

/** What `--json` prints. */
export interface ShapeDocument extends Label {
  readonly tokens: number;
  readonly planned: number | null;
  readonly doubled: number;
  readonly lost: number;
  readonly outOfOrder: number;
  /** The longest silence that the model did not make, ms, and the token it came before; null: unknown when the model sent. */
  readonly silenceMs: number | null;
  readonly silenceBeforeToken: number | null;
  readonly sentence: string;
}

/**
 * Classifies anybody's own stamps with the lab's rules: no engine, no container, no trace.
 * @param file a path, or `-` for stdin
 * @throws LabError usage, if the file cannot be read or does not hold stamps
 */
export async function shapeCommand(file: string, flags: { json?: boolean }): Promise<void> {
  const source = file === "-" ? "stdin" : file;
  const shown = shapeOfStamps(await parseStamps(read(file), source));
  process.stdout.write(`${flags.json ? JSON.stringify(shown, null, 2) : render(shown)}\n`);
}

function read(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    const observed = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    const hint = "name a JSON or CSV file of stamps, or - for stdin";
    throw new LabError("usage", `cannot read ${file}`, { observed, hint, cause: error });
  }
}

/** The label of some stamps, with its details. */
export function shapeOfStamps(stamps: Stamps): ShapeDocument {
  const numbers = numbersOf(stamps);
  const { tokens, tokensPlanned: planned, doubled, lost, outOfOrder } = numbers;
  const silence = silenceOf(numbers, stamps.sentMs === null ? [] : pairsOf(numbers));
  const found = { ...labelOf(numbers), ...{ tokens, planned, doubled, lost, outOfOrder }, ...silence };
  return { ...found, sentence: sentenceOf(found, stamps) };
}

/** Stamps in the words of the metrics. */
function numbersOf({ sentMs, arrivals, planned, status, end, endedMs, queuedMs, textIdentical }: Stamps): Labelled {
  const { first, doubled, outOfOrder, missing } = sequenceOf(arrivals.map(({ seq }) => seq));
  const received = first.map((index) => arrivals[index]!);
  const endMs = endedMs ?? arrivals.at(-1)?.atMs ?? 0;
  const known = received.filter(({ seq }) => sentMs?.[seq - 1] !== undefined);
  const sent = known.map(({ seq }) => sentMs![seq - 1]!);
  const arrived = new Set(received.map(({ seq }) => seq));
  const rest = (sentMs ?? []).filter((_, index) => !arrived.has(index + 1));
  const gaps = gapsOf(sentMs ?? []).filter((gap) => gap > CLOCK_TOLERANCE_MS);
  return {
    ...{ status, end, doubled, outOfOrder, textIdentical, endedMs: endMs },
    tokens: received.length,
    tokensPlanned: planned ?? sentMs?.length ?? null,
    tokensSent: sentMs === null ? null : sentMs.length,
    lost: missing.length,
    early: known.filter(({ atMs }, index) => sent[index]! - atMs > CLOCK_TOLERANCE_MS).length,
    tokensReplayed: sent.filter((ms) => ms < 0).length,
    undelivered: rest.filter((ms) => ms < endMs - MOMENT_MS).length,
    releaseGapMs: gaps.length === 0 ? null : median(gaps),
    queueMs: queuedMs ?? (sentMs === null ? null : 0),
    sentMs: [...sent, ...rest],
    arrivedMs: (sentMs === null ? received : known).map(({ atMs }) => atMs),
  };
}

type Found = Omit<ShapeDocument, "sentence">;

/** One sentence for a person, with the figure that decided. */
function sentenceOf(found: Found, { arrivals, queuedMs, status, end }: Stamps): string {
  const { tokens, planned, heldFromToken, silenceMs, silenceBeforeToken } = found;
  const of = `${tokens}${planned === null ? "" : ` of ${planned}`} tokens`;
  const silence = `the path was silent for ${sayMs(silenceMs)} before token ${silenceBeforeToken ?? 1}`;
  const from = heldFromToken === 1 ? "everything" : `everything from token ${heldFromToken} on`;
  switch (found.shape) {
    case null:
      return found.unclear === "below the rig's resolution"
        ? `It cannot be told: ${of} within too short a time to tell held from in time.`
        : `It cannot be told: ${found.unclear}.`;
    case "refused":
      return `The answer is an error: status ${status}.`;
    case "empty":
      return "No token came, and nothing broke.";
    case "corrupt":
      return `The answer is not the one that was sent: ${sayDamage(found)}.`;
    case "replayed":
      return "Most tokens were sent before the request: they come out of a store.";
    case "cut":
      return `The answer ended (${end}) after ${of}.`;
    case "held":
      return `The path kept ${from} until the end of the answer.`;
    case "batched":
      return `The ${of} came in steps.`;
    case "stalled":
      return `In a stream otherwise in pace, ${silence}.`;
    case "stretched":
      return `The ${of} came slower than they were sent, all along.`;
    case "delayed":
      return `Late, then in pace: ${silence}.`;
    case "queued":
      return `The request waited for ${sayMs(queuedMs)}; then the stream was in pace.`;
    case "streamed":
      return `All ${of} came in pace; at the longest, ${silence}.`;
    case "looks streamed":
      return `The ${of} look streamed; without the times of sending that is no proof.`;
    case "looks held":
      return `It looks as if the path kept ${from}; without the times of sending that is no proof.`;
    case "looks stepped":
      return "It looks as if the tokens came in steps; a model that releases several at a time looks the same.";
    case "looks silent":
      return `A long silence among ${sayCount(arrivals.length, "arrival")}; whether the model made it cannot be known.`;
  }
}

function sayDamage({ doubled, lost, outOfOrder }: Found): string {
  const damage = [
    [doubled, "doubled"],
    [lost, "lost"],
    [outOfOrder, "out of order"],
  ] as const;
  const said = damage.filter(([count]) => count > 0).map(([count, what]) => `${sayCount(count, "token")} ${what}`);
  return said.length === 0 ? "its text is another" : said.join(", ");
}

function render(found: ShapeDocument): string {
  const rows: [string, string | null][] = [
    ["shape", found.shape ?? `unclear (${found.unclear})`],
    ["tokens", found.planned === null ? `${found.tokens}` : `${found.tokens} of ${found.planned}`],
    ["held from", found.heldFromToken === null ? null : `token ${found.heldFromToken}`],
    ["doubled", found.doubled === 0 ? null : `${found.doubled}`],
    ["lost", found.lost === 0 ? null : `${found.lost}`],
    ["order", found.outOfOrder === 0 ? null : `${found.outOfOrder} came before an earlier one`],
    ["silence", found.silenceMs === null ? null : `${sayMs(found.silenceMs)} before token ${found.silenceBeforeToken}`],
  ];
  const lines = rows.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(10)}${value}`]));
  return [...lines, "", found.sentence].join("\n");
}
