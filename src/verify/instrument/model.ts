import type { Dialect, OriginSide } from "../cell.ts";
import { Limiter } from "../limiter.ts";
import type { OriginRequest } from "./request.ts";
import type { Run } from "./run.ts";
import { writingOf } from "./words.ts";
import type { Writing } from "./words.ts";

/** What a request gets: the answer of a run, or a text that is told at once. */
export type Said =
  | {
      readonly run: Run;
      readonly writing: Writing;
      readonly origin: Pick<OriginSide, "contentType">;
      readonly text: null;
    }
  | { readonly run: null; readonly writing?: undefined; readonly origin?: undefined; readonly text: string };

const RUN = /verify-run-([a-z0-9]{6})/;
/** Clients ask which models there are, by the end of the path (platform.openai.com, "List models"; docs.ollama.com, "List models"). */
const MODELS: Readonly<Record<string, object>> = {
  "/models": { object: "list", data: [{ id: "lab", object: "model", created: 1_700_000_000, owned_by: "lab" }] },
  "/api/tags": { models: [{ name: "lab", model: "lab", modified_at: "2025-01-01T00:00:00Z", size: 1, details: {} }] },
};

/**
 * The model of a whole stack. Its app writes requests of its own, so a request that names no run belongs to the one that is on its way here,
 * or to one whose connection is gone, which an app asks for again; else to the last.
 */
export class Model {
  /** Of runs whose app may name none. */
  readonly turns = new Limiter(1);
  readonly #dialects: readonly Dialect[];
  readonly #runs: ReadonlyMap<string, Run>;

  constructor(dialects: readonly Dialect[], runs: ReadonlyMap<string, Run>) {
    this.#dialects = dialects;
    this.#runs = runs;
  }

  /** What a request of the stack's app gets. */
  answerTo(request: OriginRequest): Said {
    const path = request.path.split("?")[0]!;
    if (request.method !== "POST") {
      const [, models = { ok: true }] = Object.entries(MODELS).find(([end]) => path.endsWith(end)) ?? [];
      return json(200, models);
    }
    const dialect = this.#dialects.find((each) => new RegExp(each.path, "u").test(path));
    const run = this.#runOf(request);
    if (dialect === undefined) {
      this.#note(run, `POST ${path}`);
      return json(404, { error: { message: `the lab's model does not answer ${path}` } });
    }
    if (!wantsStream(request.body, dialect)) {
      this.#note(run, `POST ${path} without a stream`);
      return answer(200, dialect.whole);
    }
    // a question of nobody: the app's own warming up
    const writing = writingOf(dialect);
    const { contentType } = dialect;
    if (run === null) return answer(200, writing.head() + writing.token("ok") + writing.tail(), contentType);
    return { run, writing, origin: { contentType }, text: null };
  }

  /** Somebody begins to ask by a name that stands in its code; null: a request has come that way, so that the certificate was taken. */
  named(by: Run["distrusts"]): void {
    const run = this.#waiting();
    if (run !== null) run.distrusts = by;
  }

  #runOf({ text }: OriginRequest): Run | null {
    const named = RUN.exec(text)?.[1];
    return this.#runs.get(named ?? "") ?? this.#waiting();
  }

  #waiting(): Run | null {
    const underWay = [...this.#runs.values()].filter((run) => run.isUnderWay);
    return underWay.findLast((run) => run.isUnanswered) ?? underWay.at(-1) ?? null;
  }

  #note(run: Run | null, what: string): void {
    if (run === null) return;
    run.instead = what;
    run.wake();
  }
}

function wantsStream(body: string, { streams }: Dialect): boolean {
  try {
    const { stream = streams } = JSON.parse(body) as { stream?: unknown };
    return stream === true;
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
