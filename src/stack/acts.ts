import type Docker from "dockerode";
import { LabError } from "../model/error.ts";
import type { Act } from "../model/experiment.ts";
import { docker } from "./engine.ts";

/** Acts that end the layer's process, at once or in the end. */
const ENDING_SIGNALS = new Set(["SIGTERM", "SIGQUIT", "SIGINT", "SIGKILL"]);

/**
 * Carries out one act on the container of its layer.
 * @param expectDeath called before the act if the layer's end belongs to it
 * @throws LabError rig_failed when the engine refuses
 */
export async function performAct(
  act: Act,
  containers: ReadonlyMap<string, Docker.ContainerInspectInfo>,
  expectDeath: (service: string) => void,
): Promise<void> {
  const info = containers.get(act.layer);
  if (!info) throw new LabError("rig_failed", `act ${act.do}: ${act.layer} has no container`);
  const container = docker.getContainer(info.Id);
  const ends =
    act.do === "signal" ? ENDING_SIGNALS.has(act.signal ?? "") : act.do !== "exec" && act.do !== "disconnect";
  if (ends) expectDeath(act.layer);
  try {
    await carryOut(act, container, info);
  } catch (error) {
    throw new LabError("rig_failed", `act ${act.do} on ${act.layer} failed: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function carryOut(act: Act, container: Docker.Container, info: Docker.ContainerInspectInfo): Promise<void> {
  switch (act.do) {
    case "signal":
      return void (await container.kill({ signal: act.signal }));
    case "kill":
      return void (await container.kill({ signal: "SIGKILL" }));
    case "stop":
      return void (await container.stop());
    case "restart":
      return void (await container.restart());
    case "disconnect":
      return void (await docker
        .getNetwork(Object.keys(info.NetworkSettings.Networks)[0] ?? "")
        .disconnect({ Container: info.Id }));
    case "exec": {
      const exec = await container.exec({ Cmd: act.command ?? [], AttachStdout: true, AttachStderr: true });
      const stream = await exec.start({ hijack: true, stdin: false });
      await new Promise<void>((done) => stream.on("end", done).resume());
      const { ExitCode } = await exec.inspect();
      if (ExitCode !== 0) throw new Error(`exit code ${ExitCode}`);
    }
  }
}
