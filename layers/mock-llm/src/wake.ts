import { Worker, isMainThread, workerData, parentPort } from "node:worker_threads";
import { NS_PER_MS, nowNs } from "./clock.ts";

/**
 * A timer that is punctual to a tenth of a millisecond: Node's own count in whole milliseconds and may fire one early or late.
 * A second thread sleeps in Atomics.wait, whose timeout is a futex of the kernel, and posts a message when it is time.
 */
export class Wake {
  readonly #version: Int32Array;
  readonly #dueNs: Float64Array;

  constructor(ring: () => void) {
    const shared = new SharedArrayBuffer(16);
    this.#version = new Int32Array(shared, 0, 1);
    this.#dueNs = new Float64Array(shared, 8, 1);
    this.#dueNs[0] = Infinity;
    const worker = new Worker(new URL(import.meta.url), { workerData: shared });
    worker.on("message", ring);
    worker.unref();
  }

  /** Rings at `dueNs`, in place of what was set before. */
  set(dueNs: number): void {
    this.#dueNs[0] = dueNs;
    Atomics.add(this.#version, 0, 1);
    Atomics.notify(this.#version, 0);
  }
}

function sleep(shared: SharedArrayBuffer): never {
  const version = new Int32Array(shared, 0, 1);
  const due = new Float64Array(shared, 8, 1);
  for (;;) {
    const seen = Atomics.load(version, 0);
    const leftMs = (due[0]! - nowNs()) / NS_PER_MS;
    if (leftMs > 0) {
      Atomics.wait(version, 0, seen, leftMs);
      continue;
    }
    parentPort!.postMessage(null);
    Atomics.wait(version, 0, seen);
  }
}

if (!isMainThread && workerData instanceof SharedArrayBuffer) sleep(workerData);
