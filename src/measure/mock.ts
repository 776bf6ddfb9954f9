import { request } from "undici";
import * as v from "valibot";
import { LabError } from "../model/error.ts";
import type { RunProgram } from "../model/scenario.ts";
import { SendLog } from "../model/scenario.ts";
import { CONTROL } from "../model/wire.ts";
import { linesOf } from "../model/lines.ts";

/** Tells the mock what a run is to be. @returns the mock's clock, CLOCK_MONOTONIC ns: every container of the side shares it */
export async function programMock(mockUrl: string, runId: string, program: RunProgram): Promise<number> {
  const answer = await call(mockUrl, CONTROL.run(runId), "PUT", program);
  return (answer as { nowNs: number }).nowNs;
}

/** The send log once every generation of the run has ended (or as it stands after two minutes). */
export async function endedLog(mockUrl: string, runId: string): Promise<SendLog> {
  return parseLog(await call(mockUrl, CONTROL.ended(runId), "GET"), runId);
}

/** The send log as it stands now. */
export async function currentLog(mockUrl: string, runId: string): Promise<SendLog> {
  return parseLog(await call(mockUrl, CONTROL.run(runId), "GET"), runId);
}

/** Resolves when the mock has sent this token. */
export async function tokenSent(mockUrl: string, runId: string, token: number, signal: AbortSignal): Promise<void> {
  await call(mockUrl, CONTROL.sent(runId, token), "GET", undefined, signal);
}

const Progress = v.strictObject({ sent: v.array(v.tuple([v.nullable(v.string()), v.number(), v.number()])) });

/** A token that the model has sent: the reader that asked (null: it does not know), its number, CLOCK_MONOTONIC ns. */
export type TokenSent = readonly [reader: string | null, seq: number, atNs: number];

/** Follows what the mock sends until the run or the signal ends it. For the live view only: what goes wrong here is no matter. */
export async function followSent(
  mockUrl: string,
  runId: string,
  onSent: (token: TokenSent) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { statusCode, body } = await request(`${mockUrl}${CONTROL.progress(runId)}`, { signal, bodyTimeout: 0 });
    if (statusCode !== 200) return await body.dump();
    for await (const text of linesOf(body)) v.parse(Progress, JSON.parse(text)).sent.forEach(onSent);
  } catch {
    // the send log has it all, and that is what counts
  }
}

function parseLog(answer: unknown, runId: string): SendLog {
  const parsed = v.safeParse(SendLog, answer);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new LabError(
    "rig_failed",
    `the mock's log of ${runId} is malformed at ${v.getDotPath(issue) ?? "its root"}: ${issue.message}`,
  );
}

async function call(
  mockUrl: string,
  path: string,
  method: "GET" | "PUT",
  body?: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  try {
    const response = await request(`${mockUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      ...(signal ? { signal } : {}),
      headersTimeout: 130_000,
      bodyTimeout: 130_000,
    });
    const text = await response.body.text();
    if (response.statusCode >= 300) throw new Error(`status ${response.statusCode}: ${text}`);
    return text === "" ? null : (JSON.parse(text) as unknown);
  } catch (error) {
    throw new LabError("rig_failed", `mock-llm: ${method} ${path}: ${(error as Error).message}`, { cause: error });
  }
}
