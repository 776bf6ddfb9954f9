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
/** In pace up to this token (from 1); from it on everything when the model has ended, let go over a share of the time it was sent in. */
export const heldFromToken =
  (token: number, letGoShare = 0): Path =>
  (sentMs, index, all) =>
    index < token - 1 ? sentMs + 1 : all.at(-1)! + 1 + letGoShare * (sentMs - all[token - 1]!);
/** The first so many tokens come in one lump, with the last of them; the rest in pace. */
export const firstInALump =
  (tokens: number): Path =>
  (sentMs, index, all) =>
    Math.max(sentMs, all[tokens - 1]!) + 1;
/** One token (from 1) is late, and those behind it wait for it, as in TCP. */
export const tokenLate =
  (token: number, ms: number): Path =>
  (sentMs, index, all) =>
    (index < token - 1 ? sentMs : Math.max(sentMs, all[token - 1]! + ms)) + 1;
/** Lumps of so many tokens, let go one by one with a pause between. */
export const inLooseSteps =
  (tokens: number, pauseMs: number): Path =>
  (sentMs, index, all) =>
    inSteps(tokens)(sentMs, index, all)! + (index % tokens) * pauseMs;
/** This path on a rig that adds so much to each token; nothing overtakes. */
export const jittered = (path: Path, jitterMs: (index: number) => number): Path => {
  let beforeMs = 0;
  return (sentMs, index, all) => {
    const atMs = path(sentMs, index, all);
    if (atMs === null) return null;
    beforeMs = Math.max(index === 0 ? 0 : beforeMs, atMs + jitterMs(index));
    return beforeMs;
  };
};
