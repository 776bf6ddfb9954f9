import { constants } from "node:os";
import { takeDownAll } from "../stack/shutdown.ts";

/**
 * On Ctrl-C and its like everything that this process started is taken down, then it exits with 128 + the signal's number, as shells expect.
 * So it does when nobody reads its output any more (`--events | head`), which Node tells as EPIPE instead of SIGPIPE.
 * A second signal does not wait: what is left is taken by the next run's sweep.
 * @param after what else is to be taken down once the containers are gone
 * @returns aborted at the first signal, so that nothing more is written
 */
export function stopOnSignals(after: () => Promise<void> = () => Promise.resolve()): AbortSignal {
  const stopped = new AbortController();
  const stop = (name: "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGPIPE"): void => {
    const code = 128 + constants.signals[name];
    if (stopped.signal.aborted) process.exit(code);
    stopped.abort(new Error(`stopped by ${name}`));
    process.stderr.write(`\n${name}: taking the containers down\n`);
    void takeDownAll()
      .then(after)
      .finally(() => process.exit(code));
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => stop(name));
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    if (!stopped.signal.aborted) stop("SIGPIPE");
  });
  return stopped.signal;
}
