import type { LockstepLog, Scenario } from "../../../src/model/scenario.ts";
import { tokenTexts } from "../../../src/model/text.ts";
import { nowNs } from "./clock.ts";
import type { Driver, Emitter } from "./driver.ts";
import type { OpenLog } from "./log.ts";
import type { Part } from "./part.ts";
import { TextPlaces } from "./text-places.ts";

type Timing = NonNullable<Scenario["lockstep"]>;

/**
 * The handshake of src/model/scenario.ts (Lockstep): a release leaves when the reader has all earlier tokens. A path that holds bytes
 * deadlocks it; then tokens leave one by one without waiting, until the path lets go. No machine speed is involved, only the deadline.
 */
export class Handshake implements Driver {
  readonly #part: Part;
  readonly #timing: Timing;
  readonly #sent: OpenLog["tokens"];
  readonly #emitter: Emitter;
  readonly #log: LockstepLog = { acknowledged: 0, stoppedAtToken: null, outstandingBytes: null, letGo: null };
  readonly #places: TextPlaces;
  #next = 0;
  #acknowledged = 0;
  #timer: NodeJS.Timeout;

  constructor(part: Part, timing: Timing, log: OpenLog, emitter: Emitter) {
    this.#part = part;
    this.#timing = timing;
    this.#sent = log.tokens;
    this.#emitter = emitter;
    this.#places = new TextPlaces(tokenTexts(part.scenario));
    log.lockstep = this.#log;
    this.#timer = setTimeout(() => this.#releaseAndWait(), part.scenario.ttftMs);
  }

  /** Cumulative. What was not sent yet belongs to another answer of this run. */
  acknowledge(seq: number): void {
    if (seq > this.#sent.count || seq <= this.#acknowledged) return;
    this.#acknowledged = seq;
    if (this.#log.stoppedAtToken !== null) {
      if (seq >= this.#log.stoppedAtToken) this.#letGo();
      return;
    }
    this.#log.acknowledged = seq;
    if (seq < this.#sent.count) return;
    clearTimeout(this.#timer);
    this.#releaseAndWait();
  }

  /** Cumulative, in UTF-8 bytes of the answer's text, for readers whose tokens have no number. More than was sent is another answer's. */
  acknowledgeText(bytes: number): void {
    const seq = this.#places.lastTokenBy(bytes, this.#sent.count);
    if (seq !== null) this.acknowledge(seq);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #releaseAndWait(): void {
    if (this.#release()) this.#timer = setTimeout(() => this.#holds(), this.#timing.deadlineMs);
    else this.#emitter.finish();
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
    this.#emitter.finish();
  }

  #letGo(): void {
    clearTimeout(this.#timer);
    this.#log.letGo = "middle";
    this.#log.outstandingBytes = this.#outstandingBytes();
    while (this.#release());
    this.#emitter.finish();
  }

  /** Sends the next release; false if there is none. */
  #release(): boolean {
    const release = this.#part.plan.releases[this.#next++];
    if (release !== undefined) this.#emitter.release(release, nowNs());
    return release !== undefined;
  }

  /** Bytes of the tokens from the one that got stuck to the last one sent. */
  #outstandingBytes(): number {
    const stuckAt = this.#log.stoppedAtToken ?? 1;
    return this.#sent.from(stuckAt).reduce((sum, token) => sum + token.bytes, 0);
  }
}
