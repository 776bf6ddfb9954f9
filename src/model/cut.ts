/** First line of a log that was longer than what is kept of it; no layer writes this. */
const CUT = "[buffering-lab: earlier lines left out]\n";

/** Marks a log as the end of a longer one. */
export function markCut(log: string): string {
  return CUT + log;
}

/** Whether a kept log is only the end of what was written: what is not in it may have been. */
export function isCut(log: string): boolean {
  return log.startsWith(CUT);
}

/** What the layer itself wrote, without our mark. */
export function withoutMark(log: string): string {
  return isCut(log) ? log.slice(CUT.length) : log;
}
