import { NS_PER_MS, nowNs } from "./clock.ts";
import { Wake } from "./wake.ts";

/** Pause between two turns at least: shorter ones cost more CPU than they gain in punctuality once hundreds of streams run. */
const PAUSE_NS = 0.25 * NS_PER_MS;
/** An idle core needs about so long to wake up, so for few streams the timer is set earlier and the event loop turns until they are due. */
const LEAD_NS = 0.3 * NS_PER_MS;
const FEW_STREAMS = 8;
/** Longest turn: under overload, requests and closed connections still have to be seen. */
const TURN_NS = 2 * NS_PER_MS;

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
  readonly #wake = new Wake(() => this.#turn());
  #nextTurnNs = Infinity;
  #spin: NodeJS.Immediate | undefined;

  /** Calls `ring` once at or after `dueNs`, never within this call. The returned function cancels it. */
  at(dueNs: number, ring: () => void): () => void {
    const alarm: Alarm = { dueNs, ring };
    push(this.#heap, alarm);
    if (dueNs < this.#nextTurnNs) this.#plan();
    return () => {
      alarm.ring = null;
    };
  }

  #turn(): void {
    clearImmediate(this.#spin);
    this.#nextTurnNs = 0;
    let now = nowNs();
    const limitNs = now + TURN_NS;
    for (let next = this.#heap[0]; next !== undefined && next.dueNs <= now && now < limitNs; next = this.#heap[0]) {
      pop(this.#heap);
      next.ring?.();
      now = nowNs();
    }
    this.#plan();
  }

  /** Sets the next turn: in the next round of the event loop if something is due almost or already, else by the timer. */
  #plan(): void {
    const next = this.#heap[0];
    if (next === undefined) {
      this.#nextTurnNs = Infinity;
      return;
    }
    const leadNs = this.#heap.length <= FEW_STREAMS ? LEAD_NS : 0;
    const now = nowNs();
    if (next.dueNs - leadNs <= now) {
      this.#nextTurnNs = 0;
      clearImmediate(this.#spin);
      this.#spin = setImmediate(() => this.#turn());
      return;
    }
    this.#nextTurnNs = Math.max(next.dueNs - leadNs, now + PAUSE_NS);
    this.#wake.set(this.#nextTurnNs);
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
