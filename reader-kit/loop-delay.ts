import { nowNs } from "./clock.ts";

/** Period of the check, ms: a blocked loop is seen up to so much shorter than it was. */
const PERIOD_MS = 5;

/** A watch over the event loop during one read. */
export interface LoopWatch {
  /** Ends the watch. @returns the worst lateness of a timer since its start, ms, >= 0; about 1 on an idle machine */
  stop(): number;
}

const watches = new Set<{ maxMs: number }>();
let timer: NodeJS.Timeout | undefined;
let dueNs = 0;

/** Starts to watch. All watches share one timer, so that a hundred reads cost no more wake-ups than one. */
export function watchLoop(): LoopWatch {
  const watch = { maxMs: 0 };
  if (watches.size === 0) {
    dueNs = nowNs() + PERIOD_MS * 1e6;
    timer = setInterval(tick, PERIOD_MS);
  }
  watches.add(watch);
  return {
    stop: () => {
      note();
      watches.delete(watch);
      if (watches.size === 0) clearInterval(timer);
      return watch.maxMs;
    },
  };
}

function tick(): void {
  note();
  dueNs = nowNs() + PERIOD_MS * 1e6;
}

function note(): void {
  const lateMs = (nowNs() - dueNs) / 1e6;
  for (const watch of watches) watch.maxMs = Math.max(watch.maxMs, lateMs);
}
