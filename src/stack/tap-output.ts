import { createWriteStream } from "node:fs";
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type Docker from "dockerode";
import { LabError } from "../model/error.ts";
import { tellingLine } from "./logs.ts";

/** It listens 0.13 s after its container's start, measured; a busy machine may take a few times that. */
const READY_LIMIT_MS = 10_000;
/** Once told to end, it writes what it has and ends. */
const END_LIMIT_MS = 5_000;

/** What a tap's tcpdump says: packets on stdout, words on stderr. */
export interface TapOutput {
  /** Resolves when it listens. @throws LabError rig_failed, in its own words */
  listening(): Promise<void>;
  /** Resolves when packets have come after `afterMs`, by performance.now(); at `limitMs` at the latest. */
  handedOver(afterMs: number, limitMs: number): Promise<void>;
  /** Resolves when it has ended and all is written. @throws LabError rig_failed where it broke off */
  ended(): Promise<void>;
  /** How many packets the kernel dropped, as it says at its end. */
  dropped(): number;
}

/** Follows a container that has not been started yet: its packets go into the file as they come. */
export async function attached(container: Docker.Container, file: string): Promise<TapOutput> {
  const stream = await container.attach({ stream: true, stdout: true, stderr: true, hijack: true });
  const capture = createWriteStream(file);
  const heard = new Heard();
  let [said, packetsAtMs, over] = ["", 0, false];
  const words = sink((piece, done) => {
    said += piece.toString();
    heard.tell();
    done();
  });
  const packets = sink((piece, done) => {
    packetsAtMs = performance.now();
    heard.tell();
    capture.write(piece, done);
  });
  container.modem.demuxStream(stream, packets, words);
  const end = (): void => {
    over = true;
    heard.tell();
  };
  stream.once("end", end).once("close", end);
  const failed = (): LabError =>
    new LabError("rig_failed", `the tap does not listen: ${tellingLine(said)}`, {
      hint: "./lab run does without it: --no-tap",
    });
  return {
    listening: async () => {
      const listens = await heard.until(() => over || /listening on/.test(said), READY_LIMIT_MS);
      if (!listens || over) throw failed();
    },
    handedOver: async (afterMs, limitMs) =>
      void (await heard.until(() => over || packetsAtMs > afterMs, limitMs - performance.now())),
    ended: async () => {
      const ended = await heard.until(() => over, END_LIMIT_MS);
      packets.end();
      await finished(packets);
      capture.end();
      await finished(capture);
      if (!ended || !/packets? captured/.test(said)) throw failed();
    },
    dropped: () => Number(/(\d+) packets? dropped by kernel/.exec(said)?.[1] ?? 0),
  };
}

function sink(write: (piece: Buffer, done: (error?: Error | null) => void) => void): Writable {
  return new Writable({ write: (piece: Buffer, _encoding, done) => write(piece, done) });
}

/** Lets others wait for something that is asked again whenever there is news. */
class Heard {
  #news = Promise.withResolvers<void>();

  tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }

  /** @returns false: the time was up */
  async until(done: () => boolean, limitMs: number): Promise<boolean> {
    const timeUp = Promise.withResolvers<void>();
    let late = false;
    const timer = setTimeout(() => ((late = true), timeUp.resolve()), Math.max(0, limitMs));
    try {
      while (!done() && !late) await Promise.race([this.#news.promise, timeUp.promise]);
      return done();
    } finally {
      clearTimeout(timer);
    }
  }
}
