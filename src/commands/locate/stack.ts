import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hopsOf } from "../../hops/index.ts";
import type { Hops } from "../../hops/index.ts";
import { LabError } from "../../model/error.ts";
import { engineVersion } from "../../stack/engine.ts";
import { sweep } from "../../stack/reap.ts";
import { strangerContainer } from "../../stack/stranger-container.ts";
import { strangerProject } from "../../stack/stranger-project.ts";
import { assertTapImage, listenTo } from "../../stack/taps.ts";
import { stopOnSignals } from "../signals.ts";
import { capturesOf } from "../../listen.ts";
import type { LocateFlags } from "./flags.ts";
import { namesFrom } from "../../names.ts";
import { heard, say, sent } from "./traffic.ts";

/** Headers, as far as TCP's own: what is said cannot be read. */
const HEADERS_BYTES = 96;
/** A whole packet, with whatever it says. */
const CONTENT_BYTES = 262_144;

/**
 * Listens to a stack that runs, until an answer has passed. Nothing of it is touched, and nothing is left behind.
 * @throws LabError usage, capture_unreadable, rig_failed, image_missing, engine_unreachable
 */
export async function locateInStack(flags: LocateFlags): Promise<Hops> {
  await engineVersion();
  await sweep();
  await assertTapImage();
  const { project, container, content, map = [] } = flags;
  const stranger = project !== undefined ? await strangerProject(project) : await strangerContainer(container!);
  const { places, names, shared, notes } = stranger;
  if (places.length === 0)
    throw new LabError("usage", `nothing of ${project} can be heard`, { observed: notes.join("; ") || "no network" });
  const nameOf = namesFrom(map, names, shared);
  const folder = await mkdtemp(join(tmpdir(), "lab-locate-"));
  const signal = stopOnSignals();
  const listening = await listenTo(places, content ? CONTENT_BYTES : HEADERS_BYTES, folder);
  try {
    const kept = content ? "" : ": lengths only; no prompt, no answer and no token is kept";
    say(`listening to ${project ?? container}${kept}`);
    for (const each of notes) say(each);
    const files = listening.files.map((name, index) => ({ name, network: places[index]!.loopbackOf ?? undefined }));
    await (flags.url ? sent(flags, signal) : heard(files, nameOf, flags.seconds, signal));
    await listening.stop();
    return await hopsOf(capturesOf(files), nameOf);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await listening.gone();
    await rm(folder, { recursive: true, force: true });
  }
  // what broke because of a signal is no news: its handler ends the process
  return await new Promise(() => {});
}
