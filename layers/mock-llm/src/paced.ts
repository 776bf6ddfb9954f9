import { NS_PER_MS } from "./clock.ts";
import type { Driver, Emitter } from "./driver.ts";
import type { Pacer } from "./pacer.ts";
import type { Plan } from "./schedule.ts";

/** On schedule: each due time counts from the request, so a late token does not delay the next. */
export class Paced implements Driver {
  readonly #plan: Plan;
  readonly #requestAtNs: number;
  readonly #emitter: Emitter;
  readonly #pacer: Pacer;
  #index = 0;
  #cancel: () => void;

  constructor(plan: Plan, requestAtNs: number, emitter: Emitter, pacer: Pacer) {
    this.#plan = plan;
    this.#requestAtNs = requestAtNs;
    this.#emitter = emitter;
    this.#pacer = pacer;
    this.#cancel = this.#wait(plan.releases[0]?.atMs ?? plan.endAtMs);
  }

  stop(): void {
    this.#cancel();
  }

  readonly #next = (): void => {
    const { releases } = this.#plan;
    const release = releases[this.#index++];
    if (release !== undefined) this.#emitter.release(release, this.#dueNs(release.atMs));
    const following = releases[this.#index];
    if (following === undefined) this.#emitter.finish();
    else this.#cancel = this.#wait(following.atMs);
  };

  #wait(atMs: number): () => void {
    return this.#pacer.at(this.#dueNs(atMs), this.#next);
  }

  #dueNs(atMs: number): number {
    return this.#requestAtNs + Math.round(atMs * NS_PER_MS);
  }
}
