import type { LockstepLog, Scenario } from "../../../src/model/scenario.ts";
import type { Answer } from "./answer.ts";
import { nowNs } from "./clock.ts";

type Timing = NonNullable<Scenario["lockstep"]>;

/**
 * The handshake of src/model/scenario.ts (Lockstep): a release leaves when the reader has all earlier tokens. A path that holds bytes
 * deadlocks it; then tokens leave one by one without waiting, until the path lets go. No machine speed is involved, only the deadline.
 */
export class Handshake {
  readonly #answer: Answer;
  readonly #timing: Timing;
  readonly #log: LockstepLog = { acknowledged: 0, stoppedAtToken: null, outstandingBytes: null, letGo: null };
  #next = 0;
  #acknowledged = 0;
  #timer: NodeJS.Timeout;

  constructor(answer: Answer, timing: Timing) {
    this.#answer = answer;
    this.#timing = timing;
    answer.log.lockstep = this.#log;
    this.#timer = setTimeout(() => this.#releaseAndWait(), answer.run.scenario.ttftMs);
  }

  /** Cumulative. What was not sent yet belongs to another answer of this run. */
  acknowledge(seq: number): void {
    if (seq > this.#sent() || seq <= this.#acknowledged) return;
    this.#acknowledged = seq;
    if (this.#log.stoppedAtToken !== null) {
      if (seq >= this.#log.stoppedAtToken) this.#letGo();
      return;
    }
    this.#log.acknowledged = seq;
    if (seq < this.#sent()) return;
    clearTimeout(this.#timer);
    this.#releaseAndWait();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #releaseAndWait(): void {
    if (this.#release()) this.#timer = setTimeout(() => this.#holds(), this.#timing.deadlineMs);
    else this.#answer.finish();
  }

  /** No acknowledgement in time: the path holds. */
  #holds(): void {
    this.#log.stoppedAtToken = this.#acknowledged + 1;
    this.#step();
  }

  #step(): void {
    if (this.#release()) {
      this.#timer = setTimeout(() => this.#step(), this.#timing.stepMs);
      return;
    }
    this.#log.letGo = "end";
    this.#log.outstandingBytes = this.#outstandingBytes();
    this.#answer.finish();
  }

  #letGo(): void {
    clearTimeout(this.#timer);
    this.#log.letGo = "middle";
    this.#log.outstandingBytes = this.#outstandingBytes();
    while (this.#release());
    this.#answer.finish();
  }

  /** Sends the next release; false if there is none. */
  #release(): boolean {
    const release = this.#answer.run.plan.releases[this.#next++];
    if (release !== undefined) this.#answer.release(release, nowNs());
    return release !== undefined;
  }

  #sent(): number {
    return this.#answer.log.tokens.count;
  }

  /** Bytes of the tokens from the one that got stuck to the last one sent. */
  #outstandingBytes(): number {
    const stuckAt = this.#log.stoppedAtToken ?? 1;
    return this.#answer.log.tokens.from(stuckAt).reduce((sum, token) => sum + token.bytes, 0);
  }
}
