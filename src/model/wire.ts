/** What the mock, the readers and the pipeline must spell alike, each thing once. */

/** Every layer listens here (compose/README.md, "How a path is wired"). */
export const PORTS = { http: 8080, https: 8443 } as const;

/** The host name under which each layer and each reader finds what stands behind it. */
export const UPSTREAM_HOST = "upstream";

/** The service that generates, and where every trace of the lab's own gets its send log. */
export const MOCK = "mock-llm";

/** Run ids count up on one side (`r1`, `r2`): short, because an id stands in every event. */
export function runId(number: number): string {
  return `r${number}`;
}

/** As long as a run id of the pipeline gets. */
export const LONGEST_RUN_ID = "r999";

/** More generations of one run are refused: that bounds the log, and an event's size is known before it has a number. */
export const GENERATIONS_LIMIT = 9999;

const USER = /^([A-Za-z0-9._-]{1,100})(?::([A-Za-z0-9._-]{1,100}))?$/;

/** How a request names its run and its reader (OpenAI's `user`, Anthropic's `metadata.user_id`); `reader` null: anonymous. */
export function userOf(runId: string, reader: string | null): string {
  return reader === null ? runId : `${runId}:${reader}`;
}

/** The run and the reader that a request names; nulls for any other text (an e-mail address, say). */
export function parseUser(user: string | undefined): { runId: string | null; reader: string | null } {
  const [, runId = null, reader = null] = USER.exec(user ?? "") ?? [];
  return { runId, reader };
}

/** Prefixes of an answer's id, by dialect. */
const ID_PREFIXES = /^(?:chatcmpl|msg)[-_]/;

/** Which answer a token belongs to: `<run>.<generation>`. */
export function originName(runId: string, generation: number): string {
  return `${runId}.${generation}`;
}

/** The origin that an answer's id carries (`chatcmpl-r1.2`, `msg_r1.2`); null: not an id of the mock. */
export function originOfId(id: unknown): string | null {
  return typeof id === "string" && ID_PREFIXES.test(id) ? id.replace(ID_PREFIXES, "") : null;
}

/** End markers of the formats of OpenAI's dialect: the data of the last event, and the last line. */
export const SSE_DONE = "[DONE]";
export const NDJSON_DONE = '{"done":true}';

/** The mock's control addresses. */
export const CONTROL = {
  /** PUT programs the run (model/scenario.ts, RunProgram), GET shows its send log. */
  run: (id: string) => `/runs/${id}`,
  /** PUT `<acks>/<seq>`: every token up to this one has arrived. */
  acks: (id: string) => `/runs/${id}/acks`,
  /** PUT `<acks>/text/<bytes>`: so many UTF-8 bytes of the answer's text have arrived; for readers whose tokens have no number. */
  acksText: (id: string) => `/runs/${id}/acks/text`,
  /** GET: answers when this token has been sent. */
  sent: (id: string, seq: number) => `/runs/${id}/sent/${seq}`,
  /** GET: the send log, when every answer has ended. */
  ended: (id: string) => `/runs/${id}/ended`,
  /** GET: NDJSON, `{"sent":[[reader, seq, atNs], ...]}` (reader null: nobody was named) at most every 50 ms, until every answer has ended. */
  progress: (id: string) => `/runs/${id}/progress`,
} as const;
