import type Docker from "dockerode";
import { LabError } from "../model/error.ts";
import { actEnds } from "../model/experiment.ts";
import type { Act } from "../model/experiment.ts";
import type { Containers } from "./containers.ts";
import { docker } from "./engine.ts";
import { execute } from "./exec.ts";
import { tellingLine } from "./logs.ts";

/** 128 + SIGKILL: a command that ends its own container is killed with it. */
const KILLED = 137;

/**
 * Carries out one act on the container of its place.
 * @param expectDeath called before the act if the layer's end belongs to it
 * @throws LabError rig_failed when the engine refuses, or a command fails (its output says why)
 */
export async function performAct(
  act: Act,
  containers: Containers,
  expectDeath: (place: string) => void,
): Promise<void> {
  const info = containers.get(act.layer);
  if (!info) throw new LabError("rig_failed", `act ${act.do}: ${act.layer} has no container`);
  if (actEnds(act)) expectDeath(act.layer);
  try {
    await carryOut(act, docker.getContainer(info.Id), info);
  } catch (error) {
    if (error instanceof LabError) throw error;
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
      const { output, exitCode } = await execute(info.Id, act.command);
      const ended = act.ends && (exitCode === null || exitCode === KILLED);
      if (exitCode === 0 || ended) return;
      throw new LabError("rig_failed", `act exec on ${act.layer}: ${act.command.join(" ")}: ${tellingLine(output)}`, {
        observed: `exit code ${exitCode ?? "unknown"}`,
        limit: "exit code 0",
      });
    }
  }
}
