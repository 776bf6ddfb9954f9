import { execute } from "./exec.ts";

/**
 * Peak resident memory of a container's largest process, MB of 10^6 bytes (VmHWM, proc_pid_status(5)). The control group's own peak would
 * count the files that were read as well. Null: the container is not running, or its image has no shell.
 */
export async function peakMemoryMb(id: string): Promise<number | null> {
  const { output } = await execute(id, ["sh", "-c", "cat /proc/[0-9]*/status"]).catch(() => ({ output: "" }));
  const peaks = [...output.matchAll(/^VmHWM:\s+(\d+) kB$/gm)].map((match) => Number(match[1]) * 1.024e-3);
  return peaks.length === 0 ? null : Math.max(...peaks);
}
