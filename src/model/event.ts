import * as v from "valibot";
import { Id, Proof, VerdictWord } from "./words.ts";

const subject = v.string();
/** ms since the side's first reader was to start. */
const atMs = v.number();

/**
 * What the lab does, as it does it: one serialisable line each. The race, `--events` (NDJSON on stdout) and the page are subscribers.
 * Times are those of the stream; the order of the lines is that in which the lab heard of things.
 */
export const LabEvent = v.variant("type", [
  v.strictObject({
    type: v.literal("phase"),
    subject,
    phase: v.picklist(["starting", "measuring", "again"]),
    sides: v.array(Id),
  }),
  /** The streams of a side's run begin. */
  v.strictObject({ type: v.literal("stream-started"), subject, side: Id, proof: Proof, plannedMs: v.number() }),
  /** The model has sent a token to a reader (null: it does not know which). */
  v.strictObject({
    type: v.literal("sent"),
    subject,
    side: Id,
    proof: Proof,
    reader: v.nullable(v.string()),
    seq: v.number(),
    atMs,
  }),
  /** A piece of text has arrived; seq null: it has no number. */
  v.strictObject({
    type: v.literal("arrived"),
    subject,
    side: Id,
    proof: Proof,
    reader: v.string(),
    seq: v.nullable(v.number()),
    atMs,
  }),
  v.strictObject({ type: v.literal("stream-ended"), subject, side: Id, proof: Proof }),
  v.strictObject({
    type: v.literal("judged"),
    subject,
    verdict: VerdictWord,
    attempt: v.number(),
    resultPath: v.nullable(v.string()),
  }),
]);
export type LabEvent = v.InferOutput<typeof LabEvent>;

/** Takes events as they come; cheap, and never throws. */
export type Listener = (event: LabEvent) => void;
