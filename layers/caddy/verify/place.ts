import { basename, dirname } from "node:path/posix";
import type { OwnFile, Placed } from "../../../src/verify/product.ts";
import { adjusted, needsCertificates } from "./certificates.ts";
import { configOf } from "./sites.ts";
import { type Statement, statementsOf } from "./tokens.ts";

const FOLDER = "/etc/caddy";
const FRAME = `${FOLDER}/lab.Caddyfile`;

/** Paths that files are written to: logs, and Caddy's own store. */
function written(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ words, block }) => {
    const [first, second, path] = words;
    const own = first === "output" && second === "file" && path !== undefined ? [dirname(path)] : [];
    const store = first === "storage" && second === "file_system" ? (words[2] ?? block?.[0]?.words[1]) : undefined;
    return [...own, ...(store === undefined ? [] : [store]), ...written(block ?? [])];
  });
}

/** Where a file goes: below /etc/caddy as it is named, so that `import sites/*` finds it. The first is the Caddyfile. */
function pathOf({ name }: OwnFile, first: boolean): string {
  if (first) return `${FOLDER}/Caddyfile`;
  return `${FOLDER}/${name.startsWith("/") || name.startsWith("..") ? basename(name) : name}`;
}

/**
 * The Caddyfile goes to /etc/caddy. A site with a name wants a certificate: Caddy is made to sign it by itself, by a frame around a file
 * without options, else in the options. It is started anew for a change: it reads its file again by its admin address, not by a signal.
 */
export function place(files: readonly OwnFile[]): Placed {
  const signs = needsCertificates(files);
  const framed = signs && configOf(files).options === null;
  const texts = files.map((file, index) => (signs ? adjusted(file, index === 0) : { text: file.text, told: [] }));
  const paths = files.map((file, index) => pathOf(file, index === 0));
  const config = framed ? FRAME : `${FOLDER}/Caddyfile`;
  // what Caddy keeps belongs where a read-only container can write
  const caddy = ["env", "XDG_DATA_HOME=/tmp/data", "XDG_CONFIG_HOME=/tmp/config", "caddy"];
  const read = ["--adapter", "caddyfile", "--config", config];
  return {
    files: {
      ...Object.fromEntries(paths.map((path, index) => [path, texts[index]!.text])),
      ...(framed ? { [FRAME]: "{\n\tlocal_certs\n\tskip_install_trust\n}\nimport Caddyfile\n" } : {}),
    },
    ours: framed ? [FRAME] : [],
    assumed: [
      ...(framed ? ["certificates that Caddy signs itself (local_certs)"] : []),
      ...texts.flatMap(({ told }) => told),
    ],
    check: [...caddy, "validate", ...read],
    dump: [...caddy, "adapt", ...read],
    start: [...caddy, "run", ...read],
    reloadSignal: null,
    writable: [
      ...new Set([
        "/tmp",
        "/data",
        "/config",
        "/var/log/caddy",
        ...files.flatMap((file) => written(statementsOf(file))),
      ]),
    ],
  };
}
