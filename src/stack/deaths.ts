import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "../model/error.ts";
import { linesOf } from "../model/lines.ts";
import type { Containers } from "./containers.ts";
import { LOOK_HINT } from "./containers.ts";
import { atEngine, docker, engineFault, statusOf } from "./engine.ts";
import { PROJECT_LABEL, SERVICE_LABEL } from "./labels.ts";
import { containerLog, tellingLine } from "./logs.ts";
import type { Places } from "./services.ts";

/** Watches the containers of one side for deaths that no act has announced. */
export interface Deaths {
  /** Aborted with a LabError layer_failed at the first unannounced death. */
  readonly signal: AbortSignal;
  /** The death that was seen, if any. */
  known(): LabError | undefined;
  /** An act is about to end this place: its death is no failure. */
  expect(place: string): void;
  /**
   * Looks at each container itself; if an answer was `brokenOff`, only after the engine has had time to hear of a death.
   * @throws LabError layer_failed for one that is gone unannounced; engine_unreachable, rig_failed where nobody can tell
   */
  assertAlive(containers: Containers, brokenOff: boolean): Promise<void>;
  close(): void;
}

/**
 * A process that dies closes its connections at once; the engine hears of it later, and says until then that the container runs.
 * Measured: 97 to 144 ms later on two quiet cores.
 */
const ENGINE_LAG_MS = 600;

interface DieEvent {
  readonly id: string;
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> };
}

/**
 * Follows the engine's event stream; to be called before the project starts, so that no early death is missed.
 * @param places of the side: other services of the project are not looked at
 * @throws LabError engine_unreachable, rig_failed
 */
export async function watchDeaths(project: string, places: Places): Promise<Deaths> {
  const died = new AbortController();
  const expected = new Set<string>();
  const filters = { event: ["die"], label: [`${PROJECT_LABEL}=${project}`] };
  const events = (await atEngine("watching for deaths", () =>
    docker.getEvents({ filters }),
  )) as NodeJS.ReadableStream & { destroy(): void };
  let closed = false;
  const follow = async (): Promise<void> => {
    for await (const line of linesOf(events)) {
      const event = JSON.parse(line) as DieEvent;
      const place = places.get(event.Actor.Attributes[SERVICE_LABEL] ?? "");
      if (closed) return;
      if (place === undefined || expected.has(place)) continue;
      died.abort(await failure(place, event.id, event.Actor.Attributes.exitCode));
    }
  };
  // it ends with an error when it is closed below; a broken engine connection shows at every other call
  void follow().catch(() => {});
  return {
    signal: died.signal,
    known: () => (died.signal.aborted ? (died.signal.reason as LabError) : undefined),
    expect: (place) => expected.add(place),
    assertAlive: async (containers, brokenOff) => {
      if (brokenOff) await delay(ENGINE_LAG_MS, undefined, { signal: died.signal }).catch(() => {});
      died.signal.throwIfAborted();
      for (const [place, { Id }] of containers) {
        if (expected.has(place)) continue;
        const State = await stateOf(place, Id);
        if (!State.Running) throw await failure(place, Id, String(State.ExitCode));
      }
    },
    close: () => {
      closed = true;
      events.destroy();
    },
  };
}

async function stateOf(place: string, id: string): Promise<{ Running: boolean; ExitCode: number }> {
  try {
    return (await docker.getContainer(id).inspect()).State;
  } catch (error) {
    if (statusOf(error) !== 404) throw engineFault(`looking at ${place}`, error);
    throw new LabError("layer_failed", `${place} is gone: somebody has removed its container`, { cause: error });
  }
}

async function failure(place: string, id: string, exitCode = "?"): Promise<LabError> {
  const log = await containerLog(id, { tail: 30 });
  return new LabError("layer_failed", `${place} died: ${tellingLine(log)}`, {
    observed: `exit code ${exitCode}`,
    hint: LOOK_HINT,
  });
}
