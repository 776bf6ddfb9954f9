import { RunProgram } from "../../../src/model/scenario.ts";
import * as v from "valibot";
import { RequestError } from "./errors.ts";
import { Run } from "./run.ts";

/** What is kept of runs that are over. A token of a log takes 24 bytes. */
export interface Retention {
  readonly runs: number;
  readonly tokens: number;
  readonly ageMs: number;
}
const RETENTION: Retention = { runs: 500, tokens: 1_000_000, ageMs: 600_000 };

/** All runs by id, oldest first. A run that is still answering never expires; one that was programmed and not used yet counts as over. */
export class Runs {
  readonly #byId = new Map<string, Run>();
  readonly #retention: Retention;
  readonly #nowMs: () => number;
  #anonymous = 0;

  constructor(retention: Retention = RETENTION, nowMs: () => number = Date.now) {
    this.#retention = retention;
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** @throws RequestError 409 when requests have used the id already */
  program(id: string, program: RunProgram): Run {
    const used = this.#byId.get(id)?.generations.length ?? 0;
    if (used > 0)
      throw new RequestError(409, `run ${id} has answered ${used} requests already`, {
        hint: "take a new run id for a new scenario",
      });
    this.#byId.delete(id);
    return this.#add(new Run(id, program));
  }

  /** @throws RequestError 404 */
  get(id: string): Run {
    const run = this.#byId.get(id);
    if (run === undefined)
      throw new RequestError(404, `no run ${id}`, {
        hint: `PUT /runs/${id} programs it; logs are kept for ten minutes`,
      });
    return run;
  }

  /** The run of a request. Without an id, or with one that nobody programmed, it is a new run of the default scenario. */
  forRequest(id: string | null): Run {
    return (
      this.#byId.get(id ?? "") ?? this.#add(new Run(id ?? `anonymous-${++this.#anonymous}`, v.parse(RunProgram, {})))
    );
  }

  #add(run: Run): Run {
    run.touchedAtMs = this.#nowMs();
    this.#byId.set(run.id, run);
    this.#expire(run);
    return run;
  }

  #expire(newest: Run): void {
    let tokens = 0;
    for (const run of this.#byId.values()) tokens += run.capacity;
    const oldestMs = this.#nowMs() - this.#retention.ageMs;
    for (const run of this.#byId.values()) {
      const full = this.#byId.size > this.#retention.runs || tokens > this.#retention.tokens;
      if (run === newest || run.running || (!full && run.touchedAtMs >= oldestMs)) continue;
      this.#byId.delete(run.id);
      tokens -= run.capacity;
    }
  }
}
