import { request } from "undici";
import * as v from "valibot";
import { LabError } from "../model/error.ts";
import type { Scenario } from "../model/scenario.ts";
import { SendLog } from "../model/scenario.ts";

/** Tells the mock what a run is to be. @returns the mock's clock, CLOCK_MONOTONIC ns: every container of the side shares it */
export async function programMock(mockUrl: string, runId: string, scenario: Scenario): Promise<number> {
  const answer = await call(`${mockUrl}/runs/${runId}`, "PUT", scenario);
  return (answer as { nowNs: number }).nowNs;
}

/** The send log once every generation of the run has ended (or as it stands after two minutes). */
export async function endedLog(mockUrl: string, runId: string): Promise<SendLog> {
  return parseLog(await call(`${mockUrl}/runs/${runId}/ended`, "GET"), runId);
}

/** The send log as it stands now. */
export async function currentLog(mockUrl: string, runId: string): Promise<SendLog> {
  return parseLog(await call(`${mockUrl}/runs/${runId}`, "GET"), runId);
}

/** Resolves when the mock has sent this token. */
export async function tokenSent(mockUrl: string, runId: string, token: number, signal: AbortSignal): Promise<void> {
  await call(`${mockUrl}/runs/${runId}/sent/${token}`, "GET", undefined, signal);
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

async function call(url: string, method: "GET" | "PUT", body?: unknown, signal?: AbortSignal): Promise<unknown> {
  try {
    const response = await request(url, {
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
    throw new LabError("rig_failed", `mock-llm: ${method} ${new URL(url).pathname}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
