import { createReadStream } from "node:fs";
import { hopsOf } from "./hops/index.ts";
import type { Capture, Located, Way } from "./hops/index.ts";
import { LabError } from "./model/error.ts";
import { placesOf } from "./model/experiment.ts";
import type { ResolvedSide } from "./model/experiment.ts";
import type { HopChain } from "./model/hop.ts";
import type { Tap, Tapped } from "./model/running.ts";
import type { RunTrace, SideTrace } from "./model/trace.ts";
import { parseUser } from "./model/wire.ts";
import { serviceOfPlace } from "./model/words.ts";

/** Sides with what their packets say, and the captures themselves. */
export interface Heard {
  readonly traces: SideTrace[];
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
 */
export async function withHops(tap: Tap | null, traces: SideTrace[], sinceMs: number): Promise<Heard> {
  if (tap === null) return { traces, files: [] };
  try {
    const tapped = await tap.stop(sinceMs);
    return { traces: await locatedIn(tapped, traces), files: tapped.files };
  } catch (error) {
    const { message } = error as Error;
    const observed = error instanceof LabError && error.observed ? ` (${error.observed})` : "";
    return { traces: traces.map((trace) => ({ ...trace, hopsMissing: `${message}${observed}` })), files: [] };
  }
}

async function locatedIn({ files, services }: Tapped, traces: readonly SideTrace[]): Promise<SideTrace[]> {
  const places = new Map(traces.flatMap(({ side }) => placesOf(side)).map((place) => [serviceOfPlace(place), place]));
  const nameOf = (address: string): string => {
    const service = services[address];
    return service === undefined ? address : (places.get(service) ?? service);
  };
  const { located } = await hopsOf(capturesOf(files.map((name) => ({ name }))), nameOf);
  const addresses = Object.fromEntries(Object.keys(services).map((address) => [address, nameOf(address)]));
  return traces.map((trace) => ({
    ...trace,
    addresses,
    runs: trace.runs.map((run): RunTrace => ({ ...run, hops: chainsOf(run, trace.side, located) })),
  }));
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
