import type { ServerResponse } from "node:http";
import * as v from "valibot";
import type { Dialect } from "../../../src/model/words.ts";

/** What a caller did wrong: HTTP status, the place in its input (`gapMs.meanMs`), what was wrong there, and what to do next. */
export class RequestError extends Error {
  readonly status: number;
  readonly path: string | null;
  readonly hint: string | null;

  constructor(status: number, message: string, detail: { path?: string | null; hint?: string } = {}) {
    super(message);
    this.name = "RequestError";
    this.status = status;
    this.path = detail.path ?? null;
    this.hint = detail.hint ?? null;
  }
}

/**
 * Answers with the error. Its body has the dialect's fields (OpenAI: message, type, param, code; Anthropic: type, error.type, error.message)
 * and ours (path, hint), so that one shape serves both kinds of callers.
 */
export function sendError(res: ServerResponse, error: RequestError, dialect: Dialect): void {
  const { status, message, path, hint } = error;
  if (dialect === "anthropic") {
    const type = ANTHROPIC_TYPES[status] ?? (status < 500 ? "invalid_request_error" : "api_error");
    return sendJson(res, status, { type: "error", error: { type, message, path, hint } });
  }
  const type = status < 500 ? "invalid_request_error" : "server_error";
  sendJson(res, status, { error: { message, type, param: path, code: null, path, hint } });
}

/** Types of Anthropic's errors (https://platform.claude.com/docs/en/api/errors) that are not the usual ones of their hundred. */
const ANTHROPIC_TYPES: Record<number, string> = {
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
};

export function sendJson(res: ServerResponse, status: number, document: unknown): void {
  const body = Buffer.from(`${JSON.stringify(document)}\n`);
  res.writeHead(status, { "content-type": "application/json", "content-length": body.length }).end(body);
}

/** @throws RequestError 400 with the position of the mistake */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(400, `The body is not JSON: ${(error as Error).message}`, {
      hint: "send a JSON document, for example {}",
    });
  }
}

/** @throws RequestError 400 that names the first field that does not fit, with what was expected and what was received */
export function parseWith<const S extends v.GenericSchema>(schema: S, input: unknown, hint: string): v.InferOutput<S> {
  if (Array.isArray(input)) throw new RequestError(400, "body: an array, but an object is expected", { hint });
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return result.output;
  const [outer] = result.issues;
  const inner = insideUnion(outer);
  const path = [outer, inner].map((issue) => (issue && v.getDotPath(issue)) ?? "").filter((part) => part !== "");
  const issue = inner ?? outer;
  const message = issue.expected === "never" ? "no such field" : issue.message;
  throw new RequestError(400, `${path.join(".") || "body"}: ${message}`, { path: path.join("."), hint });
}

/** The mistake within the one alternative of a union whose kind of value (array, object) the input has; its path is relative to the union. */
function insideUnion(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> | undefined {
  return issue.issues?.find((each) => each.path !== undefined);
}
