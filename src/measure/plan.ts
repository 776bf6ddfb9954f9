import { entryOf } from "../model/experiment.ts";
import type { HostOf, ResolvedReader, ResolvedSide } from "../model/experiment.ts";
import { plannedDurationMs } from "../model/pace.ts";
import type { ReadPlan } from "../model/reader.ts";
import type { RunProgram, Scenario } from "../model/scenario.ts";
import { CONTROL, MOCK, PORTS, userOf } from "../model/wire.ts";
import type { Proof } from "../model/words.ts";

/**
 * Lockstep's deadline: far above what a path on a busy machine needs for one round trip (tens of ms), and short enough for a person to
 * wait. A step is long enough for a path that lets go to say so before the next token adds to the count.
 */
const LOCKSTEP = { deadlineMs: 1500, stepMs: 30 };

/** All readers start so long after the plans were sent, so that none of them starts late. */
const LEAD_NS = 60e6;

/** Patience beyond what the model plans, ms: for the path. */
const PATIENCE_MS = 5_000;

/** What the mock is told for one run of a side: readers with a scenario of their own by name. */
export function programFor(side: ResolvedSide, proof: Proof): RunProgram {
  const common = JSON.stringify(side.scenario);
  const own = Object.entries(side.readers).filter(([, { scenario }]) => JSON.stringify(scenario) !== common);
  const readers = own.map(([name, { scenario }]) => [name, scenarioFor(scenario, proof)] as const);
  return { ...scenarioFor(side.scenario, proof), readers: Object.fromEntries(readers) };
}

/** In lockstep the acknowledgements set the pace, so a first wait would only cost time. */
function scenarioFor(scenario: Scenario, proof: Proof): Scenario {
  return proof === "paced" ? scenario : { ...scenario, ttftMs: 0, stalls: [], lockstep: LOCKSTEP };
}

/** How long a reader waits at most, ms: its own patience, or twice what the model plans for all readers in turn and five seconds. */
function readLimitMs(side: ResolvedSide, reader: ResolvedReader, proof: Proof): number {
  if (reader.patienceMs !== undefined) return reader.patienceMs;
  const each = ({ scenario }: ResolvedReader): number =>
    proof === "paced" ? plannedDurationMs(scenario) : LOCKSTEP.deadlineMs + scenario.tokens * LOCKSTEP.stepMs;
  return PATIENCE_MS + 2 * Object.values(side.readers).reduce((sum, one) => sum + each(one), 0);
}

/**
 * The plan of one reader.
 * @param nowNs the side's clock at the time of planning; null: nobody knows it, and the reader starts at once (and its `startMs` is lost)
 */
export function planOf(
  side: ResolvedSide,
  name: string,
  hostOf: HostOf,
  runId: string,
  proof: Proof,
  nowNs: number | null,
): ReadPlan {
  const reader = side.readers[name]!;
  const { target, method, dialect, httpVersion } = reader;
  const entry = entryOf(reader, hostOf);
  const user = userOf(runId, reader.anonymous ? null : name);
  const query = method === "GET" ? `${target.includes("?") ? "&" : "?"}user=${encodeURIComponent(user)}` : "";
  return {
    runId,
    reader: name,
    url: `${entry.scheme}://${entry.host}:${entry.port}${target}${query}`,
    method,
    headers: {
      accept: "text/event-stream",
      ...(method === "POST" ? { "content-type": "application/json" } : {}),
      ...reader.headers,
    },
    body: method === "POST" ? JSON.stringify(bodyOf(reader, user)) : null,
    httpVersion,
    dialect,
    format: reader.scenario.format,
    startAtNs: nowNs === null ? 0 : nowNs + LEAD_NS + reader.startMs * 1e6,
    leave: reader.leave ?? null,
    ackUrl: proof === "lockstep" ? `http://${hostOf(MOCK)}:${PORTS.http}${CONTROL.acks(runId)}` : null,
    bytesPerSecond: reader.bytesPerSecond ?? null,
    timeoutMs: readLimitMs(side, reader, proof),
  };
}

/** The request as the dialect puts it; what the reader's own `body` names comes last but for the name of the run. */
function bodyOf({ dialect, body }: ResolvedReader, user: string): Record<string, unknown> {
  const messages = [{ role: "user", content: "Tell me about foxes." }];
  switch (dialect) {
    case "openai":
      return { model: "mock", stream: true, messages, ...body, user };
    case "anthropic":
      return { model: "mock", stream: true, max_tokens: 100_000, messages, ...body, metadata: { user_id: user } };
  }
}
