import type Docker from "dockerode";
import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "../model/error.ts";
import { docker, engineFault, statusOf } from "./engine.ts";
import { OWNER_LABEL, PROJECT_LABEL, RUN_LABEL } from "./labels.ts";
import { unframed } from "./frames.ts";
import { ownerOfThisProcess } from "./owner.ts";
import { tracked } from "./shutdown.ts";

/** A container of somebody's software with somebody's config: nothing in it is trusted. */
export interface Guest {
  readonly image: string;
  readonly command: readonly string[];
  /** `container:<id>`, or a network's name. */
  readonly network: string;
  /** Path in the container -> file of the host, mounted read-only. */
  readonly files: ReadonlyMap<string, string>;
  /** Folders that are writable, in memory. */
  readonly folders: readonly string[];
  /** The same, and what is made in them can be run; missing: none. */
  readonly executable?: readonly string[];
  readonly project: string;
  readonly run: string;
}

/** What a command in a guest did. */
export interface GuestRun {
  /** Both streams, in the order in which they were written. */
  readonly output: string;
  readonly stdout: string;
  /** Null: it did not end in time, and was killed. */
  readonly exitCode: number | null;
}

const MEMORY_BYTES = 512 << 20;
const PIDS = 256;
/** Of a log: what is longer tells nothing more, and a config may write a gigabyte. */
const LOG_BYTES = "10m";
const USER = 65534;
/** Its own: of a folder that is in the image runc up to 1.1 keeps the mode, whatever is said here (rootfs_linux.go, mountToRootfs). */
const FOLDER_OPTIONS = `rw,nosuid,nodev,mode=1777,size=64m,uid=${USER},gid=${USER}`;
const POLL_MS = 20;

/** Creates and starts a guest. @throws LabError image_missing, layer_failed (its command is not in the image), rig_failed */
export function startGuest(guest: Guest): Promise<Docker.Container> {
  return tracked(async () => {
    const container = await created(guest);
    try {
      await container.start();
      return container;
    } catch (error) {
      await container.remove({ force: true }).catch(() => {});
      const { message } = error as Error;
      if (!/executable file not found|no such file or directory/.test(message)) throw engineFault("the product", error);
      throw new LabError("layer_failed", `${guest.image} has no ${guest.command[0]}`, { observed: message });
    }
  });
}

/** Runs one command in a guest of its own, to its end. */
export async function runGuest(guest: Guest, limitMs: number): Promise<GuestRun> {
  const container = await startGuest(guest);
  try {
    const limit = performance.now() + limitMs;
    for (;;) {
      const { State } = await container.inspect();
      const late = performance.now() > limit;
      if (!State.Running || late) {
        const [output, stdout] = await Promise.all([guestLog(container), guestLog(container, false)]);
        return { output, stdout, exitCode: State.Running ? null : State.ExitCode };
      }
      await delay(POLL_MS);
    }
  } finally {
    await container.remove({ force: true, v: true }).catch(() => {}); // a sweep has been faster
  }
}

/** What it has written, as far as it is kept. */
export async function guestLog(container: Docker.Container, stderr = true): Promise<string> {
  return unframed(await container.logs({ stdout: true, stderr, follow: false }).catch(() => Buffer.alloc(0)));
}

async function created(guest: Guest): Promise<Docker.Container> {
  const { image, command, network, files, folders, executable = [], project, run } = guest;
  try {
    return await docker.createContainer({
      Image: image,
      // one empty word: the image's own is cleared (Docker Engine API, "Create a container")
      ...{ Entrypoint: [""], Cmd: [...command], User: `${USER}:${USER}`, WorkingDir: "/tmp", StopTimeout: 1 },
      Labels: { [RUN_LABEL]: run, [OWNER_LABEL]: ownerOfThisProcess(), [PROJECT_LABEL]: project },
      Healthcheck: { Test: ["NONE"] },
      HostConfig: {
        ...{ NetworkMode: network, CapDrop: ["ALL"], ReadonlyRootfs: true, Init: true },
        ...{ SecurityOpt: ["no-new-privileges:true"], Memory: MEMORY_BYTES, MemorySwap: MEMORY_BYTES, PidsLimit: PIDS },
        LogConfig: { Type: "json-file", Config: { "max-size": LOG_BYTES, "max-file": "1" } },
        Tmpfs: Object.fromEntries([
          ...folders.map((folder) => [folder, FOLDER_OPTIONS]),
          // the engine's own default is noexec
          ...executable.map((folder) => [folder, `${FOLDER_OPTIONS},exec`]),
        ]),
        Binds: [...files].map(([path, file]) => `${file}:${path}:ro`),
      },
    });
  } catch (error) {
    if (statusOf(error) !== 404) throw engineFault("the product", error);
    throw new LabError("image_missing", `image not on this machine: ${image}`, { hint: `docker pull ${image}` });
  }
}
