import type { Expectation, ReaderExpectation } from "../model/expectation.ts";
import type { ReaderObservation, RunObservation, SideObservation } from "../model/observation.ts";
import type { Doubt } from "../model/result.ts";
import type { RunTrace, SideTrace } from "../model/trace.ts";
import { originName } from "../model/wire.ts";
import { LOOKS } from "../model/words.ts";
import { namesOf } from "./crowd.ts";
import { expectedHandshake, readerExpectation } from "./implied.ts";
import { dependsOnShape } from "./reader-fields.ts";
import { rigDoubts } from "./rig.ts";

/*
 * The values of each code (model/result.ts, DOUBTS), which is all that a sentence needs:
 *   side-failed     code, message, hint (null: none)
 *   no-run, nothing-judged   none
 *   no-record       reader, proof
 *   no-handshake    lockstepRuns: 0 (the proofs had none), or how many (no request reached the model in one of them)
 *   unclear         reader, unclear (model/observation.ts, UNCLEAR; null: the origin is unknown), shape (null, or what it looks like)
 *   unknown-tokens  reader, unknown, tokens (all that have a number)
 *   no-tokens       reader, tokensPlanned, status, end
 *   starved         who: mock, reader: proof, lateMs, limitMs; who: hypervisor: proof, steal, limit (shares, 0 to 1)
 *   pace-lost       tokens, sentMs, plannedMs
 *   swayed          delayMs
 *   hops-untold     untold: the hops of which packets cannot tell
 *   crowded         busy, limit (shares, 0 to 1)
 *   controls        control, verdict
 *   judge-crashed   message
 *   not-told-apart  side: whose expectation no other side fails
 */

/** Why there is nothing to look at; empty: there is. */
export function missingDoubts({ error }: SideTrace, observation: SideObservation): Doubt[] {
  if (error !== null) return [{ code: "side-failed", values: { ...error } }];
  return observation.runs.length === 0 ? [{ code: "no-run", values: {} }] : [];
}

/** Why what was recorded proves nothing, whatever is expected: readers without a record, strange tokens or early ones, a rig that was late. */
export function recordDoubts({ side, runs }: SideTrace, observation: SideObservation): Doubt[] {
  return [
    ...observation.runs.flatMap((run) => noRecord(run, Object.keys(side.readers))),
    ...observation.runs.flatMap(acausal),
    ...runs.filter(({ proof }) => proof === "paced").flatMap(unknownTokens),
    ...runs.flatMap(rigDoubts),
  ];
}

/** Why what was seen cannot be held against this expectation; empty: it can. */
export function judgingDoubts(trace: SideTrace, observation: SideObservation, expect: Expectation): Doubt[] {
  const readers = Object.keys(expect.readers ?? {}).filter((name) => !(name in trace.side.readers));
  return [
    ...handshakeDoubts(trace, observation, expect),
    ...observation.runs.flatMap((run) => noRecord(run, readers)),
    ...observation.runs.flatMap((run) => (run.proof === "paced" ? pacedDoubts(trace, run, expect) : [])),
  ];
}

function noRecord(run: RunObservation, readers: readonly string[]): Doubt[] {
  const missing = readers.filter((name) => !(name in run.readers));
  return missing.map((reader) => ({ code: "no-record", values: { reader, proof: run.proof } }));
}

/** Tokens that arrived before they were sent: a clock stepped, or the answer is another one, and no stamp of this run means anything. */
function acausal({ readers }: RunObservation): Doubt[] {
  return Object.values(readers).flatMap(({ reader, shape, early }): Doubt[] =>
    early === 0 ? [] : [{ code: "unclear", values: { reader, unclear: "arrived before it was sent", shape } }],
  );
}

/** Tokens of ours by their name, which the send log of the run does not have: of another run, out of a cache. */
function unknownTokens({ sendLog, records }: RunTrace): Doubt[] {
  if (sendLog === null) return [];
  const name = (origin: string, seq: number): string => `${origin}/${seq}`;
  const known = new Set(
    sendLog.generations.flatMap(({ generation, tokens }) =>
      tokens.map(({ seq }) => name(originName(sendLog.runId, generation), seq)),
    ),
  );
  return Object.entries(records).flatMap(([reader, { pieces }]): Doubt[] => {
    const numbered = pieces.flatMap(({ seq, origin }) => (seq === null || origin === null ? [] : [name(origin, seq)]));
    const unknown = numbered.filter((each) => !known.has(each)).length;
    return unknown === 0 ? [] : [{ code: "unknown-tokens", values: { reader, unknown, tokens: numbered.length } }];
  });
}

function handshakeDoubts(trace: SideTrace, observation: SideObservation, expect: Expectation): Doubt[] {
  const lockstep = observation.runs.filter(({ proof }) => proof === "lockstep");
  const stated = expect.lockstep !== undefined || expect.holdBytes !== undefined;
  if (lockstep.length === 0) return stated ? [{ code: "no-handshake", values: { lockstepRuns: 0 } }] : [];
  const expected = stated || expectedHandshake(trace, observation, expect) !== undefined;
  const none = expected && lockstep.some(({ handshake }) => handshake === null);
  return none ? [{ code: "no-handshake", values: { lockstepRuns: lockstep.length } }] : [];
}

function pacedDoubts({ side, runs }: SideTrace, run: RunObservation, expect: Expectation): Doubt[] {
  const trace = runs.find(({ runId }) => runId === run.runId);
  const crowd = (expect.crowd ?? []).map((entry) => ({
    entry,
    names: trace === undefined ? [] : namesOf({ run, trace, readers: side.readers }, entry),
  }));
  return Object.entries(run.readers).flatMap(([name, m]) => {
    const own = readerExpectation(expect, side.readers, name);
    return readerDoubts(m, [own, ...crowd.flatMap(({ entry, names }) => (names.includes(name) ? [entry] : []))]);
  });
}

/** @param expected all that is expected of this reader: its own, and that of each crowd it belongs to */
function readerDoubts(m: ReaderObservation, expected: readonly ReaderExpectation[]): Doubt[] {
  const { reader, shape, unclear, early, tokensPlanned, status, end } = m;
  const proved = shape !== null && !LOOKS.some((look) => look === shape);
  // of what came before it was sent, the record is in doubt already (acausal)
  if (!proved && early > 0) return [];
  if (!proved && expected.some(dependsOnShape)) return [{ code: "unclear", values: { reader, unclear, shape } }];
  if (shape !== "empty" || (expected.some(asksForNone) && isWholeWithoutTokens(m))) return [];
  if (expected.some(asksForOther) && m.foreignBytes > 0) return [];
  return [{ code: "no-tokens", values: { reader, tokensPlanned, status, end } }];
}

function asksForNone({ shape, tokens }: ReaderExpectation): boolean {
  return shape === "empty" || tokens?.max === 0;
}

/** Something else instead of the model's answer: then the app has answered by itself, and what it said is the proof that it did. */
function asksForOther({ shape, foreignBytes }: ReaderExpectation): boolean {
  return shape === "empty" && (foreignBytes?.min ?? 0) > 0;
}

/**
 * Both ends say that the answer had no token: the model's log has this reader's request and sent none of the planned ones, and the reader
 * got a 2xx answer to its end marker. A rig that was blind on either end cannot say so.
 */
function isWholeWithoutTokens(m: ReaderObservation): boolean {
  const modelSentNone = m.queueMs !== null && (m.tokensPlanned ?? 0) > 0 && m.tokensSent === 0;
  const answered = m.status !== null && m.status >= 200 && m.status < 300 && m.end === "clean";
  return modelSentNone && answered;
}
