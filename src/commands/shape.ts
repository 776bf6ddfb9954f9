import { readFileSync } from "node:fs";
import { median } from "simple-statistics";
import { sequenceOf } from "../metrics/sequence.ts";
import { LabError } from "../model/error.ts";
import { CLOCK_TOLERANCE_MS, MOMENT_MS } from "../model/thresholds.ts";
import { gapsOf } from "../model/times.ts";
import { labelOf, pairsOf, silenceOf } from "../observe/index.ts";
import type { Labelled } from "../observe/index.ts";
import { renderShape, sayStamps } from "../report/index.ts";
import type { ShapeDocument } from "../report/index.ts";
import { parseStamps } from "./stamps.ts";
import type { Stamps } from "./stamps.ts";

/**
 * Classifies anybody's own stamps with the lab's rules: no engine, no container, no trace.
 * @param file a path, or `-` for stdin
 * @throws LabError usage, if the file cannot be read or does not hold stamps
 */
export async function shapeCommand(file: string, flags: { json?: boolean }): Promise<void> {
  const source = file === "-" ? "stdin" : file;
  const stamps = await parseStamps(read(file), source);
  const shown = shapeOfStamps(stamps);
  process.stdout.write(`${flags.json ? JSON.stringify(shown, null, 2) : renderShape(shown, stamps)}\n`);
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
  return { ...found, sentence: sayStamps(found, { ...numbers, arrivals: stamps.arrivals.length }) };
}

/** Stamps in the words of the metrics. */
function numbersOf({
  sentMs,
  arrivals,
  planned,
  status,
  end,
  endedMs,
  queuedMs,
  textIdentical,
}: Stamps): Labelled & { readonly earlyMs: number } {
  const { first, doubled, outOfOrder, missing } = sequenceOf(arrivals.map(({ seq }) => seq));
  const received = first.map((index) => arrivals[index]!);
  const endMs = endedMs ?? arrivals.at(-1)?.atMs ?? 0;
  const known = received.filter(({ seq }) => sentMs?.[seq - 1] !== undefined);
  const sent = known.map(({ seq }) => sentMs![seq - 1]!);
  const earlyMs = known.map(({ atMs }, index) => sent[index]! - atMs).filter((ms) => ms > CLOCK_TOLERANCE_MS);
  const arrived = new Set(received.map(({ seq }) => seq));
  const rest = (sentMs ?? []).filter((_, index) => !arrived.has(index + 1));
  const gaps = gapsOf(sentMs ?? []).filter((gap) => gap > CLOCK_TOLERANCE_MS);
  return {
    ...{ status, end, doubled, outOfOrder, textIdentical, endedMs: endMs },
    tokens: received.length,
    tokensPlanned: planned ?? sentMs?.length ?? null,
    tokensSent: sentMs === null ? null : sentMs.length,
    lost: missing.length,
    early: earlyMs.length,
    earlyMs: earlyMs.reduce((a, b) => Math.max(a, b), 0),
    tokensReplayed: sent.filter((ms) => ms < 0).length,
    undelivered: rest.filter((ms) => ms < endMs - MOMENT_MS).length,
    releaseGapMs: gaps.length === 0 ? null : median(gaps),
    queueMs: queuedMs ?? (sentMs === null ? null : 0),
    sentMs: [...sent, ...rest],
    arrivedMs: (sentMs === null ? received : known).map(({ atMs }) => atMs),
  };
}
