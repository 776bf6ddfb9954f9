import { NS_PER_MS, nowNs } from "./clock.ts";
import { Handshake } from "./lockstep.ts";
import type { Output } from "./output.ts";
import type { Pacer } from "./pacer.ts";
import type { OpenLog, Run } from "./run.ts";
import type { Release } from "./schedule.ts";

/** What decides when the next release leaves. */
interface Driver {
  stop(): void;
  acknowledge?(seq: number): void;
}

/** One answer from its request to its end: sends what its driver says and keeps the log. */
export class Answer {
  readonly log: OpenLog;
  readonly run: Run;
  readonly #output: Output;
  readonly #driver: Driver;

  constructor(run: Run, log: OpenLog, output: Output, pacer: Pacer) {
    this.run = run;
    this.log = log;
    this.#output = output;
    run.answers.add(this);
    if (run.scenario.headersAt === "start") output.head();
    this.#noteHead(nowNs());
    this.#driver =
      run.scenario.lockstep === undefined ? this.#paced(pacer) : new Handshake(this, run.scenario.lockstep);
  }

  /** Sends one release and stamps it, or counts it as generated for nobody. */
  release(release: Release, plannedAtNs: number): void {
    if (this.log.readerGoneAtNs !== null) {
      this.log.tokensAfterGone += release.last - release.first + 1;
      return;
    }
    const sizes = this.#output.write(release);
    const sentAtNs = nowNs();
    this.#noteHead(sentAtNs);
    for (const bytes of sizes) {
      this.log.tokens.add(plannedAtNs, sentAtNs, bytes);
      this.log.bytesWritten += bytes;
    }
    this.run.sent(release.last);
  }

  /** Ends the answer as the scenario says. */
  finish(): void {
    const { cut } = this.run.scenario;
    if (this.log.readerGoneAtNs === null) {
      if (cut === undefined) this.log.bytesWritten += this.#output.end();
      else this.#output.cut(cut.how);
    }
    this.#end(cut === undefined ? "done" : "cut");
  }

  acknowledge(seq: number): void {
    this.#driver.acknowledge?.(seq);
  }

  /** The connection has closed. */
  closed(): void {
    if (this.log.end !== null) return;
    this.log.readerGoneAtNs = nowNs();
    if (this.run.scenario.onReaderGone === "continue" && this.log.lockstep === null) return;
    this.#driver.stop();
    this.#end("stopped");
  }

  #end(how: "done" | "cut" | "stopped"): void {
    this.log.endedAtNs = nowNs();
    this.#noteHead(this.log.endedAtNs);
    this.log.end = how;
    this.run.ended(this);
  }

  #noteHead(atNs: number): void {
    if (this.#output.headSent) this.log.headersAtNs ??= atNs;
  }

  /** On schedule: each due time counts from the request, so a late token does not delay the next. */
  #paced(pacer: Pacer): Driver {
    const { releases, endAtMs } = this.run.plan;
    const dueNs = (atMs: number): number => this.log.requestAtNs + Math.round(atMs * NS_PER_MS);
    let index = 0;
    let cancel: () => void;
    const next = (): void => {
      const release = releases[index++];
      if (release !== undefined) this.release(release, dueNs(release.atMs));
      const following = releases[index];
      if (following === undefined) this.finish();
      else cancel = pacer.at(dueNs(following.atMs), next);
    };
    cancel = pacer.at(dueNs(releases[0]?.atMs ?? endAtMs), next);
    return { stop: () => cancel() };
  }
}
