import { setTimeout as delay } from "node:timers/promises";
import type { Cell } from "../cell.ts";
import { nextCells } from "../plan.ts";
import type { Measured, PlanContext } from "../plan.ts";
import type { Route } from "../route.ts";
import type { Stand } from "../stand.ts";
import { DOUBTFUL_BYTES } from "../thresholds.ts";
import { waits } from "../symptoms.ts";

/** Below this between two cells, limit_req and its like would turn the lab's own requests away. */
const GUARDED_GAP_MS = 130;

/** Health checks of proxies take some seconds (two checks, two seconds apart). */
const HEALTHY_LIMIT_MS = 6_000;
const HEALTHY_GAP_MS = 600;

/** Measures a route until its plan is content. Cells go side by side, but where a guard counts them. */
export async function measureRoute(route: Route, context: PlanContext, stand: Stand): Promise<Measured[]> {
  const done: Measured[] = [];
  for (;;) {
    const cells = nextCells(route, done, context);
    if (cells.length === 0) return done;
    const first = done.length === 0;
    done.push(...(await (first ? untilHealthy(cells, stand) : measureCells(cells, isCounted(route), stand))));
  }
}

/** A product that asks for its upstreams' health first answers by itself until it knows. */
async function untilHealthy(cells: readonly Cell[], stand: Stand): Promise<Measured[]> {
  const limit = performance.now() + HEALTHY_LIMIT_MS;
  for (;;) {
    const opened = await measureCells(cells, true, stand);
    const waits = opened.some(({ seen: [seen] }) => seen?.reached === 0 && [502, 503, 504].includes(seen.status ?? 0));
    if (!waits || performance.now() > limit) return opened;
    await delay(HEALTHY_GAP_MS);
  }
}

/** Whether the config counts requests or connections. */
export function isCounted({ guards }: Route): boolean {
  return guards.some(({ kind }) => kind === "rate" || kind === "connections");
}

/** Measures cells, side by side or one at a time. */
export async function measureCells(cells: readonly Cell[], inTurn: boolean, stand: Stand): Promise<Measured[]> {
  if (!inTurn) return Promise.all(cells.map((cell) => measured(cell, stand)));
  const done: Measured[] = [];
  for (const cell of cells) {
    done.push(await measured(cell, stand));
    await delay(GUARDED_GAP_MS);
  }
  return done;
}

/** A small hold, or a late token, may have been the machine's: then the second result counts, whichever it is. */
async function measured(cell: Cell, stand: Stand): Promise<Measured> {
  const seen = await stand.measure(cell);
  const doubtful = seen.some(
    (each) =>
      waits(each) ||
      (each.held !== null && !each.held.toTheEnd && each.held.bytes! < DOUBTFUL_BYTES + cell.origin.eventBytes),
  );
  return { cell, seen: doubtful ? await stand.measure(cell) : seen };
}
