import type { Dialect } from "../cell.ts";
import type { OriginRequest } from "./request.ts";
import type { Run } from "./run.ts";
import { writingOf } from "./words.ts";
import type { Writing } from "./words.ts";

/** What a request gets: the answer of a run, or a text that is told at once. */
export type Said =
  | { readonly run: Run; readonly writing: Writing; readonly text: null }
  | { readonly run: null; readonly writing?: undefined; readonly text: string };

const RUN = /verify-run-([a-z0-9]{6})/;
/** SDKs ask which models there are (https://platform.openai.com/docs/api-reference/models/list). */
const MODELS = { object: "list", data: [{ id: "lab", object: "model", created: 1_700_000_000, owned_by: "lab" }] };

/** The model of a whole stack. Its app writes requests of its own, so a request that names no run belongs to the one that is being asked. */
export class Model {
  readonly #dialects: readonly Dialect[];
  readonly #runs: ReadonlyMap<string, Run>;

  constructor(dialects: readonly Dialect[], runs: ReadonlyMap<string, Run>) {
    this.#dialects = dialects;
    this.#runs = runs;
  }

  /** What a request of the stack's app gets. */
  answerTo(request: OriginRequest): Said {
    const path = request.path.split("?")[0]!;
    if (request.method !== "POST") return json(200, path.endsWith("/models") ? MODELS : { ok: true });
    const dialect = this.#dialects.find((each) => path.endsWith(each.path));
    const run = this.#runOf(request);
    if (dialect === undefined) {
      this.#note(run, `POST ${path}`);
      return json(404, { error: { message: `the lab's model does not answer ${path}` } });
    }
    if (!wantsStream(request.body)) {
      this.#note(run, `POST ${path} without "stream": true`);
      return answer(200, dialect.whole);
    }
    // a question of nobody: the app's own warming up
    if (run === null) return answer(200, `${dialect.head}${dialect.token}${dialect.tail}`, "text/event-stream");
    return { run, writing: writingOf(dialect), text: null };
  }

  #runOf({ text }: OriginRequest): Run | null {
    const named = RUN.exec(text)?.[1];
    return this.#runs.get(named ?? "") ?? [...this.#runs.values()].findLast(({ ended }) => !ended) ?? null;
  }

  #note(run: Run | null, what: string): void {
    if (run === null) return;
    run.instead = what;
    run.wake();
  }
}

function wantsStream(body: string): boolean {
  try {
    return (JSON.parse(body) as { stream?: unknown } | null)?.stream === true;
  } catch {
    return false;
  }
}

function json(status: number, value: object): Said {
  return answer(status, JSON.stringify(value));
}

function answer(status: number, body: string, type = "application/json"): Said {
  const head = `HTTP/1.1 ${status} ${status === 200 ? "OK" : "Not Found"}\r\ncontent-type: ${type}\r\n`;
  return { run: null, text: `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}` };
}
