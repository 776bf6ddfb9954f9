import * as v from "valibot";

/** What a hop did to an answer that went through it. */
export const HOP_VERDICTS = ["holds", "passes", "unknown"] as const;
export const HopVerdict = v.picklist(HOP_VERDICTS);
export type HopVerdict = v.InferOutput<typeof HopVerdict>;

/** How it holds, why it passes although it kept bytes, or why nobody can know. Closed; only src/report makes sentences of them. */
export const HOP_WHYS = [
  // holds
  "to-the-end", // nearly all of it left in one or two steps
  "in-steps", // it left in fewer steps than it came
  "for-a-while", // as many steps as came, each later
  "stalls", // bytes came, and never left although the reader had room and waited
  "early-bytes", // too few arrivals to test, but the first bytes of the answer waited here
  // passes
  "at-once", // what came left at once
  "window", // what it kept had no room at its reader
  // unknown
  "few-arrivals", // the answer came in one or two steps, so there was nothing to hold
  "lumps", // it came in fewer than half of the steps that the origin made
  "late-bulk", // something leaves at once, most of it later
  "some-waited", // too many waited for `passes`, too few for `holds`
  "half-window", // partly its reader's window, partly the hop itself
  "lost", // the capture has a hole
  "shared", // several answers on one encrypted connection
  "no-answer", // nothing came
] as const;
export const HopWhy = v.picklist(HOP_WHYS);
export type HopWhy = v.InferOutput<typeof HopWhy>;

/** Bytes that came within 2 ms: ns since the reader's request, bytes of the answer's body, events that they completed (null: unreadable). */
export const Step = v.tuple([v.number(), v.number(), v.nullable(v.number())]);
export type Step = v.InferOutput<typeof Step>;

/** What the waits rest on: each event of both sides, each decoded byte, or the next byte that left (a lower bound that is certain). */
export const BASES = ["events", "bytes", "shape"] as const;

/** One hop of a chain, and what packets say of it. */
export const Hop = v.strictObject({
  hop: v.string(),
  /** What came in from the model's side, and what left for the reader's side. */
  in: v.array(Step),
  out: v.array(Step),
  /** How long arrivals waited here, without the time in which the reader's side had no room; null: there was none to wait. */
  waitMs: v.nullable(v.strictObject({ p50: v.number(), p99: v.number(), max: v.number() })),
  /** In how many steps it left, and the median bytes of one, the last left out. */
  steps: v.number(),
  stepBytes: v.nullable(v.number()),
  basis: v.picklist(BASES),
  verdict: HopVerdict,
  why: HopWhy,
  /** Bytes that the sentence needs: lost, or never passed on. */
  whyBytes: v.nullable(v.number()),
  /** Whom it asked something else meanwhile, and waited for. */
  sideCalls: v.array(v.string()),
});
export type Hop = v.InferOutput<typeof Hop>;

/** A hop without its curves. */
export const HopSummary = v.strictObject({
  ...v.omit(Hop, ["in", "out"]).entries,
  /** In how many steps the answer came. */
  inSteps: v.number(),
});
export type HopSummary = v.InferOutput<typeof HopSummary>;

/** The hops of one answer, outermost first, and the last one that answered. */
export const HopChain = v.strictObject({
  reader: v.string(),
  hops: v.array(Hop),
  origin: v.strictObject({ name: v.string(), steps: v.number(), spanMs: v.number() }),
});
export type HopChain = v.InferOutput<typeof HopChain>;
