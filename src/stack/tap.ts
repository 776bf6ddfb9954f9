import type Docker from "dockerode";
import { LabError } from "../model/error.ts";
import { docker, engineFault, statusOf } from "./engine.ts";
import { OWNER_LABEL, RUN_LABEL } from "./labels.ts";
import { ownerOfThisProcess } from "./owner.ts";
import { tracked } from "./shutdown.ts";
import { attached } from "./tap-output.ts";

/** compose/images/tap */
export const TAP_IMAGE = "buffering-lab/tap:4.99.5";

/**
 * The kernel hands packets over once a second (TPACKET_V3), or sooner where more come. So long is waited for that at most: on a network that is
 * silent after the answer, 1.1 s lost the answer's end on a busy machine.
 */
const TAIL_MS = 2_500;
/** What is written so long after a moment was handed over after it, and with it all that had come before. */
const ON_ITS_WAY_MS = 50;
/** Kernel buffer, KiB: 17.8 MB in two seconds lost nothing. */
const BUFFER_KIB = 8_192;

/** Where a tap listens. */
export interface TapPlace {
  /** `host`, or `container:<id>`: whose network it sees. */
  readonly network: string;
  /** `br-4f2a...`, `lo`, `any`. */
  readonly device: string;
  /** What is captured, in the words of pcap-filter(7). */
  readonly filter: string;
  /** Bytes of each packet that are kept: 96 are its headers. */
  readonly snapBytes: number;
  readonly run: string;
  /** Where the capture is written. */
  readonly file: string;
}

/** What a tap has recorded. */
export interface Recorded {
  readonly file: string;
  /** Packets that the kernel dropped because nobody fetched them in time. */
  readonly dropped: number;
}

/** One tcpdump in a container of its own. It changes nothing of what it listens to, and has no right but to listen. */
export interface RunningTap {
  /**
   * Ends it without losing its tail.
   * @param sinceMs when the last packet that matters had passed, by performance.now()
   * @throws LabError rig_failed where it had broken off
   */
  stop(sinceMs: number): Promise<Recorded>;
  /** Ends it at once: nobody wants what it has. */
  abandon(): Promise<void>;
}

/**
 * Starts a tap, and resolves when it listens.
 * @throws LabError rig_failed, in tcpdump's own words; image_missing; engine_unreachable
 */
export function startTap(place: TapPlace): Promise<RunningTap> {
  return tracked(() => started(place)); // after a signal nothing comes to be
}

async function started(place: TapPlace): Promise<RunningTap> {
  const container = await created(place);
  try {
    const output = await attached(container, place.file);
    await container.start();
    await output.listening();
    return {
      stop: async (sinceMs) => {
        await output.handedOver(sinceMs + ON_ITS_WAY_MS, sinceMs + TAIL_MS);
        await container.kill({ signal: "SIGINT" }).catch(() => {}); // it has ended by itself: its output says why
        await output.ended();
        return { file: place.file, dropped: output.dropped() };
      },
      abandon: () => removed(container),
    };
  } catch (error) {
    await removed(container).catch(() => {});
    throw engineFault(`the tap on ${place.device}`, error);
  }
}

async function created({ network, device, filter, snapBytes, run }: TapPlace): Promise<Docker.Container> {
  try {
    return await docker.createContainer({
      Image: TAP_IMAGE,
      // -Z root: it has no right to become another user; promiscuous, because a bridge forwards what is not for it
      Cmd: ["-i", device, "-Z", "root", "-n", "--time-stamp-precision=nano", "-U", "-B", String(BUFFER_KIB)].concat(
        ["-s", String(snapBytes), "-w", "-"],
        filter,
      ),
      ...{ AttachStdout: true, AttachStderr: true, User: "0:0", NetworkDisabled: false },
      Labels: { [RUN_LABEL]: run, [OWNER_LABEL]: ownerOfThisProcess() },
      HostConfig: {
        ...{ NetworkMode: network, CapDrop: ["ALL"], CapAdd: ["NET_RAW"], ReadonlyRootfs: true, AutoRemove: true },
        ...{ SecurityOpt: ["no-new-privileges:true"], LogConfig: { Type: "none", Config: {} }, Memory: 64 << 20 },
      },
    });
  } catch (error) {
    if (statusOf(error) !== 404) throw engineFault(`the tap on ${device}`, error);
    throw new LabError("image_missing", `image not on this machine: ${TAP_IMAGE}`, { hint: "./setup" });
  }
}

/** What is gone already is no error. */
async function removed(container: Docker.Container): Promise<void> {
  await container.remove({ force: true }).catch((error: unknown) => {
    if (![404, 409].includes(statusOf(error) ?? 0)) throw error;
  });
}
