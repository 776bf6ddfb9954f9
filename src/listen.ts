import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { hopsOf } from "./hops/index.ts";
import type { Capture, Located, Way } from "./hops/index.ts";
import { splitCapture } from "./hops/split.ts";
import { LabError } from "./model/error.ts";
import type { ResolvedSide } from "./model/experiment.ts";
import type { HopChain } from "./model/hop.ts";
import type { Tap, Tapped } from "./model/running.ts";
import type { RunTrace, SideTrace } from "./model/trace.ts";
import { parseUser } from "./model/wire.ts";

/** What was measured on a side that stands: of one that was reloaded, several sides. */
export interface Stood {
  /** Its places, by the service that runs each. */
  readonly places: ReadonlyMap<string, string>;
  readonly traces: readonly SideTrace[];
}

/** Sides with what their packets say, and the captures themselves. */
export interface Heard {
  readonly traces: readonly SideTrace[];
  readonly files: readonly string[];
}

/** A capture by its path. */
export type CaptureFile = Omit<Capture, "source">;

/** Files as captures, opened when they are read. */
export function capturesOf(files: readonly CaptureFile[]): Capture[] {
  return files.map((file) => ({ ...file, source: createReadStream(file.name) }));
}

/**
 * Ends the tap of a stack, and adds to each side that was measured on it what packets say of its hops. What goes wrong here is no fault of
 * the side: its trace says why it has none.
 * @param sinceMs when the last answer had ended, by performance.now()
 * @returns for each that stood its sides, and the captures of its own packets
 */
export async function withHops(tap: Tap | null, all: readonly Stood[], sinceMs: number): Promise<Heard[]> {
  if (tap === null) return all.map(({ traces }) => ({ traces, files: [] }));
  let owned: readonly Own[];
  try {
    owned = await ownPackets(await tap.stop(sinceMs), all);
  } catch (error) {
    return all.map((stood) => unheard(stood, error));
  }
  const heard: Heard[] = [];
  for (const own of owned) heard.push(await located(own).catch((error: unknown) => unheard(own.stood, error)));
  return heard;
}

function unheard({ traces }: Stood, error: unknown): Heard {
  const { message } = error as Error;
  const observed = error instanceof LabError && error.observed ? ` (${error.observed})` : "";
  return { traces: traces.map((trace) => ({ ...trace, hopsMissing: `${message}${observed}` })), files: [] };
}

/** What belongs to one that stood. */
interface Own {
  readonly stood: Stood;
  readonly files: readonly string[];
  /** Its places, by their addresses. */
  readonly addresses: Readonly<Record<string, string>>;
}

/**
 * Sorts what was heard on the networks of a stack. The model is everybody's: whose a packet is tells its other end.
 * @throws LabError capture_unreadable
 */
async function ownPackets({ files, services }: Tapped, all: readonly Stood[]): Promise<Own[]> {
  const shared = (service: string): boolean => all.filter(({ places }) => places.has(service)).length > 1;
  const owned = all.map((stood, index) => {
    const ends = Object.entries(services).filter(([, service]) => stood.places.has(service));
    return {
      stood,
      addresses: Object.fromEntries(ends.map(([address, service]) => [address, stood.places.get(service)!])),
      ends: new Set(ends.filter(([, service]) => !shared(service)).map(([address]) => address)),
      files: all.length === 1 ? files : files.map((file) => file.replace(/(?:\.pcap)?$/, `-${index + 1}.pcap`)),
    };
  });
  if (all.length === 1) return owned;
  for (const [index, file] of files.entries()) {
    await splitCapture(
      file,
      owned.map((own) => ({ file: own.files[index]!, addresses: own.ends })),
    );
    await rm(file, { force: true });
  }
  return owned;
}

/** Adds what a side's own packets say. */
async function located({ stood, files, addresses }: Own): Promise<Heard> {
  const nameOf = (address: string): string => addresses[address] ?? address;
  const found = await hopsOf(capturesOf(files.map((name) => ({ name }))), nameOf);
  const traces = stood.traces.map((trace) => ({
    ...trace,
    addresses,
    runs: trace.runs.map((run): RunTrace => ({ ...run, hops: chainsOf(run, trace.side, found.located) })),
  }));
  return { traces, files };
}

/** The chain of each reader's answer in a run; of several answers (a retry, a reconnect) the longest. */
function chainsOf(
  { runId }: RunTrace,
  { readers }: ResolvedSide,
  located: readonly Located[],
): Record<string, HopChain> {
  const chains: Record<string, HopChain> = {};
  const ofRun = located.flatMap(({ way, chain }) => {
    const user = userIn(way);
    return user.runId === runId ? [{ reader: user.reader, chain, bytes: answerBytes(way) }] : [];
  });
  for (const [name, { layer }] of Object.entries(readers)) {
    const own = ofRun.filter(({ reader, chain }) => chain.reader === layer && isOf(name, reader, readers));
    const longest = own.sort((a, b) => b.bytes - a.bytes)[0];
    if (longest !== undefined) chains[name] = longest.chain;
  }
  return chains;
}

/** Whether a request that names this reader is this one's; one that names nobody is only known where there is only one. */
function isOf(name: string, reader: string | null, readers: ResolvedSide["readers"]): boolean {
  return reader === null ? Object.keys(readers).length === 1 : reader === name;
}

/** The run and the reader that a way's requests name: the first of them that can be read. */
function userIn(way: Way): ReturnType<typeof parseUser> {
  for (const { exchange } of way) {
    const inBody = /"user(?:_id)?"\s*:\s*"([^"]+)"/.exec(exchange.requestBody ?? "")?.[1];
    const inPath = /[?&]user=([^&]+)/.exec(exchange.path ?? "")?.[1];
    const found = parseUser(inBody ?? (inPath && decodeURIComponent(inPath)));
    if (found.runId !== null) return found;
  }
  return { runId: null, reader: null };
}

function answerBytes([{ exchange }]: Way): number {
  return exchange.body.reduce((sum, { bytes }) => sum + bytes, 0);
}
