import { createReadStream, existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { request } from "undici";
import { hopsOf } from "../hops/index.ts";
import type { Hops, NameOf } from "../hops/index.ts";
import { LabError } from "../model/error.ts";
import type { HopChain } from "../model/hop.ts";
import type { TraceDocument } from "../model/trace.ts";
import { locateDocument, renderLocate } from "../report/index.ts";
import type { LocateDocument } from "../report/index.ts";
import { terminal } from "./terminal.ts";

/** Flags of `./lab locate`. */
export interface LocateFlags {
  readonly map?: readonly string[];
  readonly project?: string;
  readonly container?: string;
  readonly url?: string;
  readonly header?: readonly string[];
  readonly body?: string;
  readonly content?: boolean;
  readonly seconds: number;
  readonly json?: boolean;
}

const CODES: Record<LocateDocument["verdict"], number> = { passes: 0, holds: 1, unknown: 2 };

/** Headers, as far as TCP's own: what is said cannot be read. */
const HEADERS_BYTES = 96;
/** An answer is over when nothing more has come for so long. */
const QUIET_MS = 2_000;
const LOOK_MS = 1_000;

/** Names the hop that holds, in captures that are there or on a stack that runs; sets the exit code: 0 nobody, 1 a hop, 2 cannot be known. */
export async function locateCommand(files: readonly string[], flags: LocateFlags): Promise<void> {
  const sources = [files.length > 0, flags.project !== undefined, flags.container !== undefined].filter(Boolean).length;
  if (sources !== 1) {
    throw new LabError("usage", "locate looks at captures, at a project or at a container: one of them", {
      hint: "./lab locate run.pcap   ./lab locate --project NAME   ./lab locate --container NAME",
    });
  }
  const found = files.length > 0 ? await inFiles(files, flags) : await inStack(flags);
  const document = locateDocument(answersIn(found));
  process.stdout.write(
    `${flags.json ? JSON.stringify(document, null, 2) : renderLocate(document, terminal(process.stdout))}\n`,
  );
  process.exitCode = CODES[document.verdict];
}

function inFiles(files: readonly string[], { map = [] }: LocateFlags): Promise<Hops> {
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined)
    throw new LabError("usage", `no file ${missing}`, { hint: "./lab locate run.pcap --map 172.20.0.3=nginx" });
  return hopsOf(capturesOf(files), namesFrom(map, new Map(files.flatMap(namesBeside))));
}

/** Of a result of the lab's own, which knows who had an address. */
function namesBeside(file: string): [string, string][] {
  try {
    const { sides } = JSON.parse(readFileSync(join(dirname(file), "trace.json"), "utf8")) as TraceDocument;
    const side = basename(file).replace(/(?:-\d)?\.pcap$/, "");
    return Object.entries(sides.find((each) => each.side.name === side)?.addresses ?? {});
  } catch {
    return []; // a capture from elsewhere
  }
}

function capturesOf(files: readonly string[]): Parameters<typeof hopsOf>[0] {
  return files.map((name) => ({ name, source: createReadStream(name) }));
}

/** `172.20.0.3=nginx`, or with a port where several listen at one address: `127.0.0.1:9000=php-fpm`. */
function namesFrom(map: readonly string[], known: ReadonlyMap<string, string> = new Map()): NameOf {
  const names = new Map(known);
  for (const entry of map) {
    const [, address, name] = /^(\S+?)=(\S+)$/.exec(entry) ?? [];
    if (!address || !name) {
      throw new LabError("usage", "--map says who has an address", {
        observed: entry,
        limit: "ADDRESS=NAME, as in 172.20.0.3=nginx",
      });
    }
    names.set(address, name);
  }
  return (address, port) => names.get(`${address}:${port}`) ?? names.get(address) ?? address;
}

/**
 * The answers that were streamed, and passed a hop.
 * @throws LabError capture_unreadable where there is none
 */
function answersIn({ located }: Hops): HopChain[] {
  const streamed = located.filter(({ way }) => way.some(({ curve: { arrivals } }) => isStream(arrivals)));
  const passed = streamed.filter(({ chain }) => chain.hops.length > 0);
  if (passed.length > 0) return passed.map(({ chain }) => chain);
  const straight = [...new Set(streamed.map(({ chain }) => `${chain.reader} > ${chain.origin.name}`))];
  if (straight.length > 0) {
    throw new LabError(
      "capture_unreadable",
      "every streamed answer goes straight from one end to the other: no hop was captured",
      {
        observed: straight.slice(0, 3).join(", "),
        hint: "capture on each side of a hop, and name its addresses: --map ADDRESS=NAME for all of them",
      },
    );
  }
  throw new LabError("capture_unreadable", "no streamed answer was captured", {
    observed: `${located.length} answers, each in one or two steps`,
    limit: "three steps or more, 40 ms or longer",
  });
}

function isStream(arrivals: readonly { readonly atNs: number }[]): boolean {
  return arrivals.length >= 3 && arrivals.at(-1)!.atNs - arrivals[0]!.atNs >= 40e6;
}

async function inStack(flags: LocateFlags): Promise<Hops> {
  const [engine, strangers, taps, { stopOnSignals }, { sweep }] = await Promise.all([
    import("../stack/engine.ts"),
    import("../stack/strangers.ts"),
    import("../stack/taps.ts"),
    import("./signals.ts"),
    import("../stack/reap.ts"),
  ]);
  await engine.engineVersion();
  await sweep();
  await taps.assertTapImage();
  const { project, container, content, map = [] } = flags;
  const { places, names, unheard } = project
    ? await strangers.strangerProject(project)
    : await strangers.strangerContainer(container!);
  const nameOf = namesFrom(map, names);
  const folder = await mkdtemp(join(tmpdir(), "lab-locate-"));
  const signal = stopOnSignals();
  const listening = await taps.listenTo(places, content ? 262_144 : HEADERS_BYTES, folder);
  try {
    say(
      `listening to ${project ?? container}${content ? "" : ": lengths only; no prompt, no answer and no token is kept"}`,
    );
    for (const each of unheard) say(`not heard: ${each}`);
    await (flags.url ? asked(flags, signal) : heard(listening.files, nameOf, flags.seconds, signal));
    await listening.stop();
    return await hopsOf(capturesOf(listening.files), nameOf);
  } finally {
    await listening.gone();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Waits until a streamed answer has passed a hop, and is over. */
async function heard(files: readonly string[], nameOf: NameOf, seconds: number, signal: AbortSignal): Promise<void> {
  say(`waiting ${seconds} s at most for a streamed answer; or send one with --url`);
  const limit = performance.now() + seconds * 1000;
  let [bytes, sinceMs] = [0, performance.now()];
  while (performance.now() < limit) {
    await delay(LOOK_MS, undefined, { signal });
    const { located } = await hopsOf(capturesOf(files), nameOf, undefined, true).catch((): Pick<Hops, "located"> => ({
      located: [],
    }));
    const streamed = located.filter(
      ({ way, chain }) => chain.hops.length > 0 && way.some(({ curve }) => isStream(curve.arrivals)),
    );
    const now = streamed.reduce(
      (sum, { way }) => sum + way.reduce((all, { curve }) => all + curve.arrivals.length, 0),
      0,
    );
    if (now !== bytes) [bytes, sinceMs] = [now, performance.now()];
    if (now > 0 && performance.now() - sinceMs > QUIET_MS) return;
  }
  throw new LabError("capture_unreadable", `no streamed answer passed a hop within ${seconds} s`, {
    hint: "send one: --url http://127.0.0.1:8080/v1/chat/completions --header 'content-type: application/json' --body '{...}'",
  });
}

/** Sends the request, and reads its answer to the end. */
async function asked({ url, header = [], body, seconds }: LocateFlags, signal: AbortSignal): Promise<void> {
  const headers = header.map((line) => /^([^:\s]+):\s*(.*)$/.exec(line) ?? []);
  if (headers.some(([, name]) => name === undefined)) {
    throw new LabError("usage", "--header is NAME: VALUE", { observed: header.join(", ") });
  }
  const limit = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  try {
    const answer = await request(url!, {
      method: body === undefined ? "GET" : "POST",
      headers: Object.fromEntries(headers.map(([, name, value]) => [name!, value!])),
      ...(body === undefined ? {} : { body }),
      ...{ signal: limit, bodyTimeout: 0, headersTimeout: 0 },
    });
    await finished(answer.body.resume());
    if (answer.statusCode >= 400) say(`the answer has status ${answer.statusCode}`);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return say(`after ${seconds} s the answer was not over`);
    throw new LabError("usage", `${url} does not answer`, { observed: (error as Error).message });
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
