import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** What /proc/<pid>/stat says of a process (proc_pid_stat(5), fields 3 and 22). */
export interface ProcessStat {
  /** One letter: `R` runs, `S` sleeps, `Z` is a zombie, dead and not yet reaped by its parent. */
  readonly state: string;
  /** Clock ticks from the machine's boot to the process's start: a number used again has another one. */
  readonly startTicks: string;
}

/** Takes a line of /proc/<pid>/stat apart; the second field may hold blanks and parentheses. Null: it is no such line. */
export function parseStat(line: string): ProcessStat | null {
  const fields = line
    .slice(line.lastIndexOf(")") + 1)
    .trim()
    .split(/\s+/);
  const [state, startTicks] = [fields[0], fields[19]];
  return state && startTicks && /^\d+$/.test(startTicks) ? { state, startTicks } : null;
}

/**
 * A process as an owner of containers: `<host>/<pid>/<start>`. By its id and its start, because ids are used again. Without /proc (macOS)
 * the start is left out.
 */
export function ownerOf(pid: number): string {
  const start = statOf(pid)?.startTicks;
  return [hostname(), pid, ...(start === undefined ? [] : [start])].join("/");
}

/** This process as an owner. */
export function ownerOfThisProcess(): string {
  return ownerOf(process.pid);
}

/** What is known of a process id: its line in /proc, null without one; and whether the kernel takes a signal for it. */
export interface ProcessSeen {
  readonly stat: ProcessStat | null;
  readonly exists: boolean;
}

/**
 * True if the owner was a process of this host that is gone. A zombie is dead: a signal still reaches it, so that is not asked where /proc
 * tells. Another host's processes cannot be seen from here, and `kept` and `hands` are no processes: not dead.
 * @param owner also `<host>/<pid>`, as earlier versions wrote it
 */
export function isDead(owner: string, host = hostname(), seen: (pid: number) => ProcessSeen = seenHere): boolean {
  const [ownersHost, pid, startTicks] = owner.split("/");
  if (ownersHost !== host || !pid || !/^\d+$/.test(pid)) return false;
  const { stat, exists } = seen(Number(pid));
  if (stat === null) return !exists;
  return "ZXx".includes(stat.state) || (startTicks !== undefined && startTicks !== stat.startTicks);
}

function seenHere(pid: number): ProcessSeen {
  return { stat: statOf(pid), exists: takesSignals(pid) };
}

function statOf(pid: number): ProcessStat | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return null;
  }
}

function takesSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
