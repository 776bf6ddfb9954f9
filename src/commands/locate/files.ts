import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { hopsOf } from "../../hops/index.ts";
import type { Hops } from "../../hops/index.ts";
import { capturesOf } from "../../listen.ts";
import { LabError } from "../../model/error.ts";
import type { TraceDocument } from "../../model/trace.ts";
import { namesFrom } from "../../names.ts";

/**
 * Reads captures that are there.
 * @param map of `--map`
 * @throws LabError usage, capture_unreadable
 */
export function locateInFiles(files: readonly string[], map: readonly string[] = []): Promise<Hops> {
  for (const file of files) assertReadable(file);
  return hopsOf(capturesOf(files.map((name) => ({ name }))), namesFrom(map, new Map(files.flatMap(namesBeside))));
}

function assertReadable(file: string): void {
  const hint = "./lab locate run.pcap --map 172.20.0.3=nginx";
  if (!existsSync(file)) throw new LabError("usage", `no file ${file}`, { hint });
  if (statSync(file).isDirectory()) throw new LabError("usage", `${file} is a folder, and no capture`, { hint });
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new LabError("usage", `${file} cannot be read`, { observed: (error as Error).message, hint });
  }
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
