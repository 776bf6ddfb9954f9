import type { Reader, ResolvedSide } from "../model/experiment.ts";
import { plannedDurationMs } from "../model/pace.ts";
import type { ReadPlan } from "../model/reader.ts";
import type { Scenario } from "../model/scenario.ts";
import type { Proof } from "../model/words.ts";

/**
 * Lockstep's deadline: far above what a path on a busy machine needs for one round trip (tens of ms), and short enough for a person to
 * wait. A step is long enough for a path that lets go to say so before the next token adds to the count.
 */
const LOCKSTEP = { deadlineMs: 1500, stepMs: 30 };

/** All readers start so long after the plans were sent, so that none of them starts late. */
const LEAD_NS = 60e6;

/** What the mock is told for one run of a side: in lockstep the acknowledgements set the pace, so a first wait would only cost time. */
export function scenarioFor(side: ResolvedSide, proof: Proof): Scenario {
  if (proof === "paced") return side.scenario;
  return { ...side.scenario, ttftMs: 0, stalls: [], lockstep: LOCKSTEP };
}

/** How long a reader waits at most, ms: twice what the model plans for every reader in turn, and five seconds for the path. */
function readLimitMs(side: ResolvedSide, proof: Proof): number {
  const { scenario } = side;
  const each =
    proof === "paced" ? plannedDurationMs(scenario) : LOCKSTEP.deadlineMs + scenario.tokens * LOCKSTEP.stepMs;
  return 5_000 + 2 * each * Object.keys(side.readers).length;
}

/**
 * The plan of one reader.
 * @param nowNs the side's clock at the time of planning
 */
export function planOf(
  side: ResolvedSide,
  name: string,
  reader: Reader,
  runId: string,
  proof: Proof,
  nowNs: number,
): ReadPlan {
  const user = reader.anonymous ? runId : `${runId}:${name}`;
  const port = reader.scheme === "https" ? 8443 : 8080;
  const query =
    reader.method === "GET" ? `${reader.target.includes("?") ? "&" : "?"}user=${encodeURIComponent(user)}` : "";
  const body = {
    model: "mock",
    stream: true,
    messages: [{ role: "user", content: "Tell me about foxes." }],
    ...reader.body,
    user,
  };
  return {
    runId,
    reader: name,
    url: `${reader.scheme}://upstream:${port}${reader.target}${query}`,
    method: reader.method,
    headers: {
      accept: "text/event-stream",
      ...(reader.method === "POST" ? { "content-type": "application/json" } : {}),
      ...reader.headers,
    },
    body: reader.method === "POST" ? JSON.stringify(body) : null,
    httpVersion: reader.httpVersion,
    format: side.scenario.format,
    startAtNs: nowNs + LEAD_NS + reader.startMs * 1e6,
    leave: reader.leave ?? null,
    ackUrl: proof === "lockstep" ? `http://mock-llm:8080/runs/${runId}/acks` : null,
    bytesPerSecond: reader.bytesPerSecond ?? null,
    timeoutMs: readLimitMs(side, proof),
  };
}
