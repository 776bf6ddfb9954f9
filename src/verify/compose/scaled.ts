import { setTimeout as delay } from "node:timers/promises";
import type { LimitReport } from "../document.ts";
import { edited } from "../edit.ts";
import type { Edit, OwnFile, Product } from "../product.ts";
import { SCALED_MS, SCALED_S } from "../thresholds.ts";
import { firstCell } from "./asks.ts";
import { cameOf, limitCell } from "./limits.ts";
import type { Asking } from "./limits.ts";
import type { StackStand } from "./loop.ts";
import { limitsIn, routesIn } from "./own-config.ts";
import type { OwnConfig } from "./own-config.ts";

/** A service's own config with a limit set to two seconds. */
export interface Scaling {
  readonly text: string;
  /** What it says, before that. */
  readonly limits: readonly LimitReport[];
}

/** Each limit that a config says, in a copy of it where it is two seconds; one line may set several. */
export function scalingsOf({ file, product }: OwnConfig): Scaling[] {
  const scalings = limitsIn({ file, product }).map((limit): Scaling => {
    return { text: edited(file, editsOf(file, product, limit.kind)), limits: [limit] };
  });
  const changed = scalings.filter(({ text }) => text !== file.text);
  return [...Map.groupBy(changed, ({ text }) => text)].map(([text, own]) => ({
    text,
    limits: own.flatMap(({ limits }) => limits),
  }));
}

/** The same limit in all ways of the config: which of them a stack's questions take is not known. */
function editsOf(file: OwnFile, product: Product, kind: LimitReport["kind"]): Edit[] {
  return routesIn(file, product).flatMap((route) =>
    route.limits
      .filter((limit) => limit.kind === kind)
      .flatMap((limit) => product.scaled(route, limit, SCALED_S) ?? []),
  );
}

/** A service that has been started anew is asked again so often, and so long. */
const READY_LIMIT_MS = 10_000;
const READY_GAP_MS = 250;

/**
 * Proves which line of the entry's own config decides, as of a config by itself: in a copy that line says two seconds, and the answer must
 * then be cut after two.
 * @returns limits that were seen
 */
export async function provedLimits(
  asking: Asking,
  scalings: readonly Scaling[],
  stand: StackStand,
  readyLimitMs = READY_LIMIT_MS,
): Promise<LimitReport[]> {
  const proved: LimitReport[] = [];
  for (const { text, limits } of scalings) {
    await stand.configure(text);
    if (!(await isReady(asking, stand, readyLimitMs))) continue;
    const seen = await Promise.all(limits.map((limit) => isCut(asking, limit, stand)));
    proved.push(...limits.filter((_, index) => seen[index]));
  }
  if (scalings.length > 0) await stand.configure(null);
  return proved.map((limit) => ({ ...limit, proof: "scaled" }));
}

async function isReady({ entry, ask, question }: Asking, stand: StackStand, limitMs: number): Promise<boolean> {
  const limit = performance.now() + limitMs;
  for (;;) {
    const { reached } = await stand.measure(firstCell(entry, ask, question));
    if (reached > 0) return true;
    if (performance.now() > limit) return false;
    await delay(READY_GAP_MS);
  }
}

async function isCut({ entry, ask, question }: Asking, { kind }: LimitReport, stand: StackStand): Promise<boolean> {
  const cell = limitCell(firstCell(entry, ask, question), kind, SCALED_MS.silence);
  const seen = await stand.measure(cell);
  const endedMs = seen.endedMs ?? 0;
  return cameOf({ cell, seen: [seen] }).came === "cut" && endedMs > SCALED_MS.from && endedMs < SCALED_MS.to;
}
