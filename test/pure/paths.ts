/** When a token arrives, ms after the reader's request, from its emission and index (from 0); null: never. */
export type Path = (sentMs: number, index: number, allSentMs: readonly number[]) => number | null;

/** Paths in words. Each adds 1 ms, so that nothing arrives before it was sent. */
export const inPace: Path = (sentMs) => sentMs + 1;
export const toTheEnd: Path = (_sentMs, _index, all) => all.at(-1)! + 1;
export const late =
  (ms: number): Path =>
  (sentMs) =>
    sentMs + ms;
export const slower =
  (factor: number): Path =>
  (sentMs) =>
    sentMs * factor + 1;
/** Lumps of so many tokens, each when its last one was sent. */
export const inSteps =
  (tokens: number): Path =>
  (_sentMs, index, all) =>
    all[Math.min(all.length - 1, (Math.floor(index / tokens) + 1) * tokens - 1)]! + 1;
/** Nothing passes between two times; then what was held comes at once. */
export const silentBetween =
  (fromMs: number, toMs: number): Path =>
  (sentMs) =>
    (sentMs >= fromMs && sentMs < toMs ? toMs : sentMs) + 1;
/** Only the first so many tokens arrive. */
export const onlyFirst =
  (tokens: number): Path =>
  (sentMs, index) =>
    index < tokens ? sentMs + 1 : null;
