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

/** The send log once every generation of the run has ended. @throws LabError rig_failed when that takes more than two minutes */
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

/** What a live view follows. */
export interface SentFollower {
  /** Called for each token, once, at most 50 ms after it was sent. */
  on(listener: (token: TokenSent) => void): void;
  /** The run is over: resolves when all has been told. */
  finish(): Promise<void>;
}

/**
 * Follows what the mock sends. Its account ends whenever every answer so far has ended, and begins anew with the next one. For the live view
 * only: what goes wrong here is no matter, because the send log has it all.
 */
export function followSent(mockUrl: string, runId: string, signal: AbortSignal): SentFollower {
  let listener: (token: TokenSent) => void = () => {};
  let over = false;
  const told = new Set<string>();
  const once = async (): Promise<void> => {
    const { statusCode, body } = await request(`${mockUrl}${CONTROL.progress(runId)}`, { signal, bodyTimeout: 0 });
    if (statusCode !== 200) throw new Error(`status ${statusCode}`);
    for await (const text of linesOf(body)) {
      for (const token of v.parse(Progress, JSON.parse(text)).sent) {
        const key = JSON.stringify(token);
        if (!told.has(key)) listener(token);
        told.add(key);
      }
    }
  };
  const following = (async () => {
    do await once();
    while (!over);
  })().catch(() => {});
  return {
    on: (own) => (listener = own),
    finish: () => {
      over = true;
      return following;
    },
  };
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
