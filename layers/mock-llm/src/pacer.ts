import { NS_PER_MS, nowNs } from "./clock.ts";

/** setTimeout is up to 1 ms early or late, so the last stretch before a due time is waited for turn by turn of the event loop. */
const SPIN_NS = 1.5 * NS_PER_MS;
/** Above so many waiting streams the spinning would never end; the shared 1 ms tick is as good then (bench/mock-emission.ts). */
const SPIN_STREAMS = 8;

interface Alarm {
  readonly dueNs: number;
  /** Null: cancelled. */
  ring: (() => void) | null;
}

/**
 * One clock for all streams: a heap of due times and a single timer for the earliest.
 * Nothing rings before it is due; what is overdue rings in order of its due time, in the same turn.
 */
export class Pacer {
  readonly #heap: Alarm[] = [];
  #waiting: "no" | "timer" | "turn" = "no";
  #timer: NodeJS.Timeout | undefined;
  #timerAtNs = Infinity;

  /** Calls `ring` once at or after `dueNs`, never within this call. The returned function cancels it. */
  at(dueNs: number, ring: () => void): () => void {
    const alarm: Alarm = { dueNs, ring };
    push(this.#heap, alarm);
    if (this.#waiting === "no" || (this.#waiting === "timer" && dueNs < this.#timerAtNs)) this.#wait();
    return () => {
      alarm.ring = null;
    };
  }

  #turn(): void {
    this.#waiting = "turn";
    for (let next = this.#heap[0]; next !== undefined && next.dueNs <= nowNs(); next = this.#heap[0]) {
      pop(this.#heap);
      next.ring?.();
    }
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const next = this.#heap[0];
    if (next === undefined) {
      this.#waiting = "no";
      return;
    }
    const leftNs = next.dueNs - nowNs();
    const spins = this.#heap.length <= SPIN_STREAMS;
    if (leftNs <= (spins ? SPIN_NS : 0)) {
      this.#waiting = "turn";
      setImmediate(() => this.#turn());
      return;
    }
    this.#waiting = "timer";
    this.#timerAtNs = next.dueNs;
    this.#timer = setTimeout(() => this.#turn(), spins ? (leftNs - SPIN_NS) / NS_PER_MS : leftNs / NS_PER_MS);
  }
}

function push(heap: Alarm[], alarm: Alarm): void {
  let index = heap.length;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent]!;
    if (above.dueNs <= alarm.dueNs) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = alarm;
}

function pop(heap: Alarm[]): void {
  const moved = heap.pop()!;
  if (heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]!.dueNs < heap[child]!.dueNs) child++;
    if (heap[child]!.dueNs >= moved.dueNs) break;
    heap[index] = heap[child]!;
    index = child;
  }
  heap[index] = moved;
}
