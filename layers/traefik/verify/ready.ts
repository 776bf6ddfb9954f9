import { editedFiles } from "../../../src/verify/edit.ts";
import type { Edit, OwnFile } from "../../../src/verify/product.ts";
import { filled, slotIn } from "../../../src/verify/slots.ts";
import type { Spot } from "../../../src/verify/yaml.ts";
import type { Config } from "./config.ts";

/**
 * When Traefik is ready. Its ports listen before its file provider has been read: until then it answers 404 (pkg/server/server.go, Start). Its own
 * `traefik healthcheck` asks its ping. So a file of the lab's beside the person's routes sends that ping from an entry point of its own: all
 * files of a folder are put in place at once, so it answers 200 when the person's routes are there, too, and not before.
 */
export const ENTRY = "lab-ready";

/** The route of the ping. Its priority is above that of a person's route for everything at every entry point. */
export const READY_ROUTE = `http:
  routers:
    ${ENTRY}: { rule: "Path(\`/ping\`)", entryPoints: [${ENTRY}], priority: 1000000000, service: ping@internal }
`;

/** Above the ports that a system hands out by itself (32768 to 60999), and of no config that was seen. */
const FIRST_PORT = 65_080;

/** Ports of the ping that no file names: of the Traefik that runs, and of the one that the check starts beside it. */
export function readyPorts(files: readonly OwnFile[]): { readonly run: number; readonly check: number } {
  const [run, check] = Array.from({ length: 100 }, (_, index) => FIRST_PORT + index).filter(
    (port) => !files.some(({ text }) => text.includes(String(port))),
  ) as [number, number];
  return { run, check };
}

const entryLine = (port: number): string => `${ENTRY}: { address: "127.0.0.1:${port}" }`;

/** The static file that `traefik healthcheck` reads to know where the ping is. */
export function asksText(port: number): string {
  return `entryPoints:\n  ${entryLine(port)}\nping: { entryPoint: ${ENTRY}, manualRouting: true }\n`;
}

/**
 * A static file of the lab's: these entry points, the ping, and the routes of that folder.
 * @param more keys beside them, a line each
 */
export function staticText(
  entries: readonly (readonly [string, string])[],
  folder: string,
  port: number,
  more: readonly string[],
): string {
  const points = entries.map(([name, address]) => `  ${JSON.stringify(name)}: { address: "${address}" }\n`);
  const [head, ping] = asksText(port).split("ping:");
  return `${head}${points.join("")}ping:${ping}providers:\n  file: { directory: ${JSON.stringify(folder)} }\n${more.map((line) => `${line}\n`).join("")}`;
}

/** What a file has not, is put behind its end. */
function behind(root: Spot, name: string, text: string): string {
  return root.get(name) === null ? `${name}: ${text}\n` : "";
}

/**
 * The person's static file with the ping, and its provider reading that folder (where it names one file, Traefik prefers the folder). No line of
 * theirs is taken away.
 * @param more further changes of the same file
 */
export function withReady(
  { statics }: Config,
  own: OwnFile,
  folder: string,
  port: number,
  more: readonly Edit[] = [],
): string {
  const [root] = statics as [Spot];
  const edits = [
    ...filled(slotIn(root.get("entryPoints"), ENTRY), entryLine(port).slice(ENTRY.length + 2)),
    ...fileEdits(root, folder),
    ...more,
  ];
  const [file] = editedFiles([own], edits) as [OwnFile];
  const added = [
    behind(root, "entryPoints", `{ ${entryLine(port)} }`),
    behind(root, "ping", "{ manualRouting: true }"),
    behind(root, "providers", `{ file: { directory: ${JSON.stringify(folder)} } }`),
  ];
  return `${file.text.replace(/\n?$/, "\n")}${added.join("")}`;
}

function fileEdits(root: Spot, folder: string): Edit[] {
  const provider = root.get("providers", "file");
  if (provider === null)
    return filled(slotIn(root.get("providers"), "file"), `{ directory: ${JSON.stringify(folder)} }`);
  const named = provider.get("directory")?.text?.replace(/\/$/, "");
  return named === folder ? [] : filled(slotIn(provider, "directory"), JSON.stringify(folder));
}

/** Every entry point at a port of nobody's: the check is started beside the Traefik that runs. */
export function unbound({ statics }: Config): Edit[] {
  const entries = statics[0]?.get("entryPoints") ?? null;
  const nowhere = '"127.0.0.1:0"';
  const moved = (entries?.pairs() ?? []).flatMap(([, entry]) => filled(slotIn(entry, "address"), nowhere));
  // the one of the dashboard is there unasked, at 8080
  const dashboard =
    entries?.get("traefik") === null ? filled(slotIn(entries, "traefik"), `{ address: ${nowhere} }`) : [];
  return [...moved, ...dashboard];
}
