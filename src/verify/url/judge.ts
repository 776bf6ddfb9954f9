import { median } from "simple-statistics";
import { sayMs } from "../../model/say.ts";
import { gapsOf } from "../../model/times.ts";
import { groupsOf, labelOf } from "../../observe/index.ts";
import type { Labelled } from "../../observe/index.ts";
import { arrivalsOf } from "./arrivals.ts";
import type { Arrival } from "./arrivals.ts";
import type { Ask, UrlReading, UrlWord } from "./document.ts";
import type { RawRead } from "./raw.ts";
import { whyFailed } from "./why.ts";

/** Fewer events than this have no pace. */
const FEW_EVENTS = 4;
/** Steps of one size, within this share: a buffer's. */
const SAME_SHARE = 1 / 20;
/** ... and of parts that have no events in them no smaller than this: half the smallest buffer that proxies have. */
const MIN_STEP_BYTES = 1024;

type Word = Pick<UrlReading, "word" | "says" | "why" | "hint">;

/** What one answer looks like. Pure: of the same arrivals it says the same. */
export function judgeRead(of: UrlReading["of"], ask: Ask, raw: RawRead): UrlReading {
  const { protocol, status, contentType, encoding, headersMs, endedMs } = raw;
  const { kind, arrivals } = arrivalsOf(raw);
  const groups = stepsOf(arrivals, raw.parts);
  const full = groups.slice(0, -1);
  const failed = whyFailed(raw, kind, arrivals.length);
  const word =
    failed === null ? wordOf(arrivals, groups, kind === "pieces", endedMs) : unknown(failed.why, failed.hint);
  return {
    ...{ of, ask, ...word, protocol, status, contentType, encoding, headersMs, endedMs },
    framing: framingOf(raw),
    firstMs: arrivals[0]?.atMs ?? null,
    events: arrivals.length,
    bytes: raw.parts.reduce((sum, { bytes }) => sum + bytes.length, 0),
    steps: groups.length,
    stepBytes: full.length === 0 ? null : median(full),
  };
}

function wordOf(arrivals: readonly Arrival[], steps: readonly number[], bare: boolean, endedMs: number): Word {
  if (arrivals.length < FEW_EVENTS) {
    const count = arrivals.length === 1 ? "only one event" : `only ${arrivals.length} events`;
    return unknown(`${count} came, too few to have a pace`, "ask for a longer answer: 200 tokens or more");
  }
  const arrivedMs = arrivals.map(({ atMs }) => atMs);
  const { shape } = labelOf({ ...NOBODY_KNOWS, tokens: arrivals.length, endedMs, arrivedMs });
  if (shape === "looks held") return sure("looks held", "looks held");
  if (shape === "looks stepped") return stepped(steps);
  if (shape === "looks streamed") return bare && isOneSize(steps) ? stepped(steps) : sure("in pace", "in pace");
  if (shape === "looks silent") {
    return unknown(saySilence(arrivedMs), "run it again: a hold stays where it is, a model's pause does not");
  }
  return unknown(
    `all of it came within ${sayMs(arrivedMs.at(-1)! - arrivedMs[0]!)}, as a fast model or a hold would do`,
    "ask for a longer answer: 200 tokens or more",
  );
}

/** A reader of a whole answer of whose sending nothing is known. */
const NOBODY_KNOWS: Omit<Labelled, "tokens" | "endedMs" | "arrivedMs"> = {
  ...{ status: 200, tokensPlanned: null, tokensSent: null, doubled: 0, lost: 0, outOfOrder: 0, textIdentical: null },
  ...{ early: 0, tokensReplayed: 0, undelivered: 0, releaseGapMs: null, queueMs: null, sentMs: [] },
  end: "clean",
};

function sure(word: UrlWord, says: string): Word {
  return { word, says, why: null, hint: null };
}

function unknown(why: string, hint: string | null): Word {
  return { word: "unknown", says: "cannot be known", why, hint };
}

function stepped(steps: readonly number[]): Word {
  const full = steps.slice(0, -1);
  const size = full.length === 0 ? steps[0]! : median([...full]);
  return sure("looks stepped", `looks stepped by ${isOneSize(steps) ? "" : "about "}${Math.round(size)} bytes`);
}

/** Bytes of the groups of events that came together. */
function stepsOf(arrivals: readonly Arrival[], parts: RawRead["parts"]): number[] {
  if (arrivals.length === 0) return [];
  const ends: number[] = [];
  let last = -1;
  for (const size of arrivals.length === 1 ? [1] : groupsOf(gapsOf(arrivals.map(({ atMs }) => atMs)))) {
    last += size;
    ends.push(arrivals[last]!.atMs);
  }
  const sizes = ends.map((): number => 0);
  for (const { atMs, bytes } of parts) {
    const at = ends.findIndex((end) => atMs <= end);
    sizes[at === -1 ? sizes.length - 1 : at]! += bytes.length;
  }
  return sizes;
}

function isOneSize(steps: readonly number[]): boolean {
  const full = steps.slice(0, -1);
  if (full.length < 2) return false;
  const size = median([...full]);
  return size >= MIN_STEP_BYTES && full.every((bytes) => Math.abs(bytes - size) <= size * SAME_SHARE);
}

function saySilence(arrivedMs: readonly number[]): string {
  const gaps = gapsOf(arrivedMs);
  const longest = gaps.reduce((a, b) => Math.max(a, b), 0);
  const at = gaps.indexOf(longest) + 2;
  return `it was silent for ${sayMs(longest)} before event ${at}, and whether the model paused is not known`;
}

function framingOf({ status, chunked, length, protocol }: RawRead): UrlReading["framing"] {
  if (status === null) return null;
  if (protocol === "HTTP/2") return "frames";
  return chunked ? "chunked" : length === null ? "close" : "length";
}
