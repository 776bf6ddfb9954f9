import type { OwnFile, Refusal, Variable } from "../../../src/verify/product.ts";
import { speaksHttp } from "./routes.ts";
import { linesOf, type Section, sectionsOf } from "./sections.ts";

/** Words that only begin a line of HAProxy's inside a section. */
const OWN = new Set([
  "bind",
  "default_backend",
  "use_backend",
  "timeout",
  "balance",
  "server",
  "acl",
  "option",
  "mode",
]);

/** Variables that HAProxy sets by itself (configuration.txt, 2.3). */
const GIVEN =
  /^HAPROXY_(BRANCH|CFGFILES|CLI|(HTTPS?|TCP)_(CLF_)?LOG_FMT|KEYLOG_.*|LOCALPEER|MASTER_CLI|MWORKER|STARTUP_VERSION)$/;

/** Words whose argument must be a number. */
const NUMBERS = new Set(["maxconn", "fullconn", "nbthread", "maxconnrate", "maxsslconn"]);

/** By its sections and what stands in them. nginx has words of the same name, and ends their lines otherwise. */
export function detect({ name, text }: OwnFile): number {
  const sections = sectionsOf([{ name, text }]).filter(({ open }) => !/[;{]$/.test(open.at.text));
  const lines = sections.flatMap((section) => section.lines).filter(({ at }) => !/[;{}]$/.test(at.text));
  const own = lines.some(({ words }) => OWN.has(words[0]!));
  const proxies = sections.some((one) => ["frontend", "backend", "listen"].includes(one.kind) && one.name !== "");
  if (own && proxies) return 1;
  if (own) return 0.6;
  return /haproxy[^/]*\.(cfg|conf)/i.test(name) ? 0.3 : 0;
}

/** What can never be measured through HAProxy. */
export function refuses(files: readonly OwnFile[]): Refusal[] {
  const sections = sectionsOf(files);
  const doors = sections.filter(({ kind }) => kind === "frontend" || kind === "listen");
  const file = files[0]?.name ?? "";
  if (doors.length === 0) {
    const hint = "give the file with its frontend, too";
    return [{ file, line: null, says: "no frontend and no listen: nothing that a reader can reach", hint }];
  }
  if (!doors.some(speaksHttp)) {
    const says = "mode tcp only (the default): HAProxy passes the bytes as they come, and reads no HTTP";
    return [
      { file: doors[0]!.open.at.file, line: doors[0]!.open.at.line, says, hint: "--url, through what is in front" },
    ];
  }
  return doors.flatMap(refusedIn);
}

function refusedIn(section: Section): Refusal[] {
  return section.lines.flatMap(({ words, at }) => {
    const told = (says: string, hint: string | null): Refusal[] => [{ file: at.file, line: at.line, says, hint }];
    if (words[0] === "bind" && words.includes("accept-proxy")) return told("asks for the PROXY protocol", "--url");
    const verifies = words[words.indexOf("verify") + 1] === "required";
    if (words[0] === "bind" && words.includes("verify") && verifies)
      return told("asks for a client certificate", "--url");
    return [];
  });
}

/** `"${NAME}"`, `"${NAME-default}"`, `$NAME` in an address; what `setenv` and `presetenv` give is known. */
export function variables(file: OwnFile): Variable[] {
  const lines = linesOf(file);
  const set = lines.filter(({ words }) => /^(pre)?setenv$/.test(words[0]!)).map(({ words }) => words[1]);
  const found = lines.flatMap(({ words, at }) => {
    const names = [...words.join(" ").matchAll(/\$\{(\w+)(?:-([^}]*))?\}|\$([A-Z_][A-Z0-9_]*)/g)];
    const decides = /^(timeout|option|no|compression|mode|retry-on|retries|tune\..*)$/.test(words[0]!);
    return names.map(([, name, fallback, bare]) => {
      const number = NUMBERS.has(words[0]!) ? { invented: "2000" } : {};
      const port = /port/i.test(name ?? bare!) ? { invented: "8080" } : number;
      return { name: (name ?? bare)!, line: at.line, decides, fallback: fallback ?? null, ...port };
    });
  });
  return found.filter(({ name }, index) => {
    const again = found.findIndex((other) => other.name === name) < index;
    return !again && !GIVEN.test(name) && !set.includes(name);
  });
}
