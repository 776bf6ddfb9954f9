import { nowNs } from "./clock.ts";
import type { Driver, Emitter } from "./driver.ts";
import { Handshake } from "./lockstep.ts";
import type { OpenLog } from "./log.ts";
import type { Output } from "./output.ts";
import { Paced } from "./paced.ts";
import type { Pacer } from "./pacer.ts";
import type { Part } from "./part.ts";
import type { Answering, Run } from "./run.ts";
import type { Release } from "./schedule.ts";

/** One answer from its request to its end: sends what its driver says and keeps the log. */
export class Answer implements Answering, Emitter {
  readonly #run: Run;
  readonly #part: Part;
  readonly #log: OpenLog;
  readonly #output: Output;
  readonly #driver: Driver;

  constructor(run: Run, part: Part, log: OpenLog, output: Output, pacer: Pacer) {
    this.#run = run;
    this.#part = part;
    this.#log = log;
    this.#output = output;
    run.answers.add(this);
    if (part.scenario.headersAt === "start") output.head();
    this.#noteWritten(nowNs());
    this.#driver =
      part.scenario.lockstep === undefined
        ? new Paced(part.plan, log.requestAtNs, this, pacer)
        : new Handshake(part, part.scenario.lockstep, log, this);
  }

  /** Sends one release and stamps it, or counts it as generated for nobody. */
  release(release: Release, plannedAtNs: number): void {
    const log = this.#log;
    if (log.readerGoneAtNs !== null) {
      log.tokensAfterGone += release.last - release.first + 1;
      return;
    }
    const sizes = this.#output.write(release);
    const sentAtNs = nowNs();
    this.#noteWritten(sentAtNs);
    for (const bytes of sizes) log.tokens.add(plannedAtNs, sentAtNs, bytes);
    this.#run.sent(release.last);
  }

  finish(): void {
    const { cut } = this.#part.scenario;
    if (this.#log.readerGoneAtNs === null) {
      if (cut === undefined) this.#output.end();
      else this.#output.cut(cut.how);
    }
    this.#end(cut === undefined ? "done" : "cut");
  }

  acknowledge(seq: number): void {
    this.#driver.acknowledge?.(seq);
  }

  acknowledgeText(bytes: number): void {
    this.#driver.acknowledgeText?.(bytes);
  }

  /** The connection has closed. */
  closed(): void {
    if (this.#log.end !== null) return;
    this.#log.readerGoneAtNs = nowNs();
    if (this.#part.scenario.onReaderGone === "continue" && this.#log.lockstep === null) return;
    this.#driver.stop();
    this.#end("stopped");
  }

  #end(how: "done" | "cut" | "stopped"): void {
    this.#log.endedAtNs = nowNs();
    this.#noteWritten(this.#log.endedAtNs);
    this.#log.end = how;
    this.#run.ended(this);
  }

  #noteWritten(atNs: number): void {
    this.#log.bytesWritten = this.#output.bytesWritten;
    if (this.#output.headSent) this.#log.headersAtNs ??= atNs;
  }
}
