import { NS_PER_MS, nowNs } from "./clock.ts";

/** Longest wait at a stretch: so long may a request that comes meanwhile go unseen. */
const SLICE_NS = 0.25 * NS_PER_MS;
/** Shortest wait: a round of the event loop for every single token would cost more CPU than it gains in punctuality. */
const PAUSE_NS = 0.1 * NS_PER_MS;
/** An idle core needs about so long to wake up, so for few streams the last stretch before a due time is no wait but a loop. */
const LEAD_NS = 0.4 * NS_PER_MS;
const FEW_STREAMS = 8;
/** What is further away than this is left to a timer of Node's, which counts in whole milliseconds and may fire one or two late. */
const FAR_NS = 3 * NS_PER_MS;
/** Longest turn: under overload, requests and closed connections still have to be seen. */
const TURN_NS = NS_PER_MS;

interface Alarm {
  readonly dueNs: number;
  /** Null: cancelled. */
  ring: (() => void) | null;
}

/**
 * One clock for all streams: a heap of due times. Nothing rings before it is due; what is overdue rings in order of its due time, in the
 * same turn. While something is due soon, this thread itself waits, a slice in every round of the event loop: Node has no timer below a
 * millisecond, and the timeout of Atomics.wait is a futex of the kernel, punctual to a tenth of that.
 */
export class Pacer {
  readonly #heap: Alarm[] = [];
  /** Never notified: waiting for it is sleeping. */
  readonly #never = new Int32Array(new SharedArrayBuffer(4));
  /** In rounds; else the timer (if something is due at all) begins them. */
  #awake = false;
  #timer: NodeJS.Timeout | undefined;
  #timerAtNs = Infinity;

  /** Calls `ring` once at or after `dueNs`, never within this call. The returned function cancels it. */
  at(dueNs: number, ring: () => void): () => void {
    const alarm: Alarm = { dueNs, ring };
    push(this.#heap, alarm);
    if (!this.#awake && dueNs - FAR_NS < this.#timerAtNs) this.#wakeUp();
    return () => {
      alarm.ring = null;
    };
  }

  #wakeUp(): void {
    clearTimeout(this.#timer);
    this.#awake = true;
    setImmediate(this.#round);
  }

  readonly #round = (): void => {
    this.#ringDue();
    const leftNs = (this.#heap[0]?.dueNs ?? Infinity) - nowNs();
    if (leftNs > FAR_NS) {
      this.#sleep(leftNs - FAR_NS);
      return;
    }
    this.#wait(leftNs);
    this.#ringDue();
    setImmediate(this.#round);
  };

  #ringDue(): void {
    let now = nowNs();
    const limitNs = now + TURN_NS;
    for (let next = this.#heap[0]; next !== undefined && next.dueNs <= now && now < limitNs; next = this.#heap[0]) {
      pop(this.#heap);
      next.ring?.();
      now = nowNs();
    }
  }

  /** Ends the rounds until a while before the next is due, or, if nothing is, until something is asked for. */
  #sleep(forNs: number): void {
    this.#awake = false;
    this.#timerAtNs = nowNs() + forNs;
    if (forNs !== Infinity) this.#timer = setTimeout(() => this.#wakeUp(), forNs / NS_PER_MS).unref();
  }

  /** One slice of what is left; none if something is overdue, because a thread that sleeps on a busy machine gets its core back late. */
  #wait(leftNs: number): void {
    if (leftNs <= 0) return;
    const few = this.#heap.length <= FEW_STREAMS;
    const waitNs = few ? leftNs - LEAD_NS : Math.max(PAUSE_NS, leftNs);
    if (waitNs > 0) Atomics.wait(this.#never, 0, 0, Math.min(SLICE_NS, waitNs) / NS_PER_MS);
    else for (const dueNs = nowNs() + leftNs; nowNs() < dueNs;);
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
