import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "../model/error.ts";
import { ROOT } from "../model/root.ts";
import type { Tap, Tapped } from "../model/running.ts";
import type { Services } from "./containers.ts";
import { imageIds } from "./images.ts";
import { addressesOf, bridgeOf, networksOf, sharedNamespaces } from "./networks.ts";
import { startTap, TAP_IMAGE } from "./tap.ts";
import type { RunningTap, TapPlace } from "./tap.ts";

/** Captures stand here until their result is stored. */
const TAPS_DIR = join(ROOT, ".cache", "taps");
/** Nobody measures for so long: such a capture was left by a process that was killed. */
const LEFT_MS = 3_600_000;

/** Compose makes a stack's network before its containers. */
const NETWORK_LIMIT_MS = 30_000;
const POLL_MS = 50;

/** Events are read as far as they fit: steps of some kilobytes do, and of more the lengths are enough. */
const SNAP_BYTES = 8_192;

/** Taps on a stack that is about to stand. */
export interface StackTaps extends Tap {
  /** Resolves when all that its containers will say is listened to: before the first request. Never throws: `stop` tells. */
  ready(containers: Services): Promise<void>;
  /** Resolves when nothing listens any more: what is being stopped is waited for, what nobody has stopped is ended. */
  readonly gone: () => Promise<void>;
}

/** Begins to listen as soon as the stack's network is there, which is before its containers are. Never throws: `stop` tells. */
export function tapStack(project: string, run: string, over: AbortSignal): StackTaps {
  mkdirSync(TAPS_DIR, { recursive: true });
  const taps: Promise<RunningTap>[] = [];
  const tapped = new Set<string>();
  let addresses: Readonly<Record<string, string>> = {};
  const listen = (place: Pick<TapPlace, "network" | "device" | "filter">): void => {
    const file = join(TAPS_DIR, `${project}-${taps.length + 1}.pcap`);
    taps.push(startTap({ ...place, snapBytes: SNAP_BYTES, run, file }));
    taps.at(-1)!.catch(() => {}); // told when it is stopped
  };
  const listenToNetworks = async (): Promise<void> => {
    for (const network of await networksOf(project)) {
      const bridge = bridgeOf(network);
      if (tapped.has(network.Id)) continue;
      tapped.add(network.Id);
      if (bridge === null)
        throw new LabError("rig_failed", `network ${network.Name} is no bridge`, { observed: network.Driver });
      // what the lab says to readers and mock comes from the host
      const filter = ["tcp", ...bridge.gateways.map((address) => `not host ${address}`)].join(" and ");
      listen({ network: "host", device: bridge.device, filter });
    }
  };
  const first = untilNetwork(() => tapped.size > 0, listenToNetworks, over);
  let failed: Promise<unknown> = first;
  first.catch(() => {});
  let stopping: Promise<Tapped> | null = null;
  const stop = async (sinceMs: number): Promise<Tapped> => {
    await failed;
    const running = await Promise.all(taps);
    const recorded = await Promise.all(running.map((tap) => tap.stop(sinceMs)));
    const dropped = recorded.reduce((sum, each) => sum + each.dropped, 0);
    return { files: recorded.map(({ file }) => file), services: addresses, dropped };
  };
  return {
    ready: async (containers) => {
      addresses = Object.fromEntries(addressesOf(containers));
      failed = first.then(listenToNetworks).then(() => {
        for (const id of sharedNamespaces(containers))
          listen({ network: `container:${id}`, device: "lo", filter: "tcp" });
      });
      await failed.catch(() => {});
      await Promise.allSettled(taps);
    },
    stop: (sinceMs) => (stopping ??= stop(sinceMs)),
    gone: async () => {
      await stopping?.catch(() => {});
      const running = await Promise.allSettled(taps);
      await Promise.all(running.flatMap((each) => (each.status === "fulfilled" ? [each.value.abandon()] : [])));
    },
  };
}

async function untilNetwork(there: () => boolean, look: () => Promise<void>, over: AbortSignal): Promise<void> {
  const limit = performance.now() + NETWORK_LIMIT_MS;
  while (!over.aborted && performance.now() < limit) {
    await look();
    if (there()) return;
    await delay(POLL_MS, undefined, { signal: over }).catch(() => {});
  }
  throw new LabError("rig_failed", "the tap found no network of the stack");
}

/** Taps on a stack that is none of the lab's. */
export interface Listening {
  readonly files: readonly string[];
  stop(): Promise<void>;
  gone(): Promise<void>;
}

/**
 * Listens to places of a stack that somebody else has started; nothing of it is touched.
 * @throws LabError rig_failed, and then nothing is left
 */
export async function listenTo(
  places: readonly Pick<TapPlace, "network" | "device" | "filter">[],
  snapBytes: number,
  folder: string,
): Promise<Listening> {
  const run = randomBytes(3).toString("hex");
  const files = places.map((_, index) => join(folder, `${index + 1}.pcap`));
  const starts = await Promise.allSettled(
    places.map((place, index) => startTap({ ...place, snapBytes, run, file: files[index]! })),
  );
  const taps = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const gone = async (): Promise<void> => void (await Promise.all(taps.map((tap) => tap.abandon())));
  const failed = starts.find((start) => start.status === "rejected");
  if (failed) {
    await gone();
    throw failed.reason;
  }
  const stop = async (): Promise<void> => {
    const sinceMs = performance.now();
    await Promise.all(taps.map((tap) => tap.stop(sinceMs)));
  };
  return { files, stop, gone };
}

/** @throws LabError image_missing, before anything is started */
export async function assertTapImage(): Promise<void> {
  if (TAP_IMAGE in (await imageIds([TAP_IMAGE]))) return;
  throw new LabError("image_missing", `image not on this machine: ${TAP_IMAGE}`, { hint: "./setup   or --no-tap" });
}

/** Removes captures that nobody will store any more. */
export function removeLeftCaptures(dir = TAPS_DIR): void {
  try {
    for (const name of readdirSync(dir)) {
      const file = join(dir, name);
      if (Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > LEFT_MS)
        rmSync(file, { force: true });
    }
  } catch {
    // there is no such folder yet
  }
}
