import * as v from "valibot";
import { ReaderExpectation } from "../model/expectation.ts";
import type { Expectation } from "../model/expectation.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Finding, RunMetrics } from "../model/result.ts";
import type { LockstepLog } from "../model/scenario.ts";
import type { Shape } from "../model/words.ts";
import { judgeReader, within } from "./judges.ts";
import type { Judgement } from "./judges.ts";
import { sayBytes } from "../model/say.ts";
import { sayHandshake } from "./say.ts";

type Handshake = NonNullable<Expectation["lockstep"]>;

/** What a shape implies for the handshake. A path that only delays passes every token on; the others cannot be proved in lockstep. */
const IMPLIED_HANDSHAKE: Partial<Record<Shape, Handshake>> = {
  streamed: "acknowledged",
  delayed: "acknowledged",
  stretched: "acknowledged",
  queued: "acknowledged",
  held: "held",
  batched: "let-go",
};

/** Takes the reader's fields out of a side's expectation. */
const READER_FIELDS = v.object(ReaderExpectation.entries);

/** What is expected of one reader: the side's fields, overridden by its own, with the default end filled in. */
export function expectationOf(side: ResolvedSide, readerName: string): ReaderExpectation {
  const common = v.parse(READER_FIELDS, side.expect);
  const end = side.readers[readerName]?.leave === undefined ? "clean" : "left";
  return { end, ...common, ...side.expect.readers?.[readerName] };
}

/** What is expected of the handshake: as stated, or what the shape implies; undefined: nothing. */
export function expectedHandshake(side: ResolvedSide): Handshake | undefined {
  const [reader] = Object.keys(side.readers);
  const shape = reader === undefined ? undefined : expectationOf(side, reader).shape;
  return side.expect.lockstep ?? (shape === undefined ? undefined : IMPLIED_HANDSHAKE[shape]);
}

/** Judges one run: a paced one by everything but the handshake, a lockstep one by the handshake alone. */
export function judgeRun(run: RunMetrics, side: ResolvedSide): Finding[] {
  return run.proof === "lockstep" ? judgeHandshake(run, side) : judgePaced(run, side);
}

function judgePaced(run: RunMetrics, side: ResolvedSide): Finding[] {
  const finding = (what: string, reader: string | null, judgement: Judgement): Finding => {
    const { expected, observed, ok } = judgement;
    return { what, reader, proof: "paced", expected, observed, ok };
  };
  const { generations, tokensForNobody } = side.expect;
  const findings = Object.entries(run.readers).flatMap(([name, metrics]) =>
    judgeReader(metrics, expectationOf(side, name)).map((each) => finding(each.what, name, each)),
  );
  if (generations !== undefined) {
    findings.push(finding("generations", null, within(run.generations, { min: generations, max: generations })));
  }
  if (tokensForNobody !== undefined) {
    findings.push(finding("tokensForNobody", null, within(run.tokensForNobody, tokensForNobody)));
  }
  return findings;
}

function judgeHandshake(run: RunMetrics, side: ResolvedSide): Finding[] {
  const expected = expectedHandshake(side);
  const log = run.lockstep;
  const about = { reader: null, proof: "lockstep" } as const;
  const findings: Finding[] = [];
  if (expected !== undefined) {
    const planned = Object.values(run.readers).at(0)?.tokensPlanned ?? 0;
    const seen = log === null ? null : handshakeOf(log, planned);
    const observed = log === null ? "no handshake" : `${seen ?? "broken off"} (${sayHandshake(log, planned)})`;
    findings.push({ ...about, what: "lockstep", expected, observed, ok: seen === expected });
  }
  if (side.expect.holdBytes !== undefined) {
    const judgement = within(log?.outstandingBytes ?? null, side.expect.holdBytes, sayBytes);
    findings.push({ ...about, what: "holdBytes", ...judgement });
  }
  return findings;
}

/** The handshake in one word; null: it broke off, neither finished nor let go. */
function handshakeOf(log: LockstepLog, tokensPlanned: number): Handshake | null {
  if (log.stoppedAtToken === null)
    return tokensPlanned > 0 && log.acknowledged >= tokensPlanned ? "acknowledged" : null;
  if (log.letGo === null) return null;
  return log.letGo === "end" ? "held" : "let-go";
}
