import type { OwnFile, Variable } from "../../../src/verify/product.ts";

/** Keys whose value decides nothing about a stream: names, addresses, certificates, who may come in. */
const HARMLESS =
  /^(rule|url|address|entrypoints?|certresolver|provider|main|sans|domains|email|storage|caserver|users|usersfile|sourcerange|certfile|keyfile|cafiles|servername|sslhost|realm|replacement|regex|scheme|filepath|x-[\w-]+)$/i;

/**
 * `${NAME}`, which Traefik fills in nowhere: whoever has it in a file has envsubst or the like run before. Upper case only: `${1}` is a regex's.
 * And `{{ env "NAME" }}`, which Traefik takes from its own environment.
 */
const NAME = new RegExp(
  [
    String.raw`\$\{(?<plain>[A-Z][A-Z0-9_]*)(?::?-(?<else>[^}]*))?\}`,
    String.raw`\{\{-?\s*env\s+["\`](?<env>\w+)["\`]\s*(?:\|\s*default\s+["\`](?<default>[^"\`]*)["\`]\s*)?-?\}\}`,
  ].join("|"),
  "g",
);

/** Names of a template, each once, with the line of its first use. One that can decide a verdict (a timeout, a size) is never invented. */
export function variablesOf(file: OwnFile): Variable[] {
  const found = new Map<string, Variable>();
  let key = "";
  for (const [index, raw] of file.text.split(/\r?\n/).entries()) {
    const text = raw.replace(/(^|\s)#.*$/, "");
    // an item of a list stands below its key
    key = /^\s*(?:-\s+)?["']?([\w.-]+)["']?\s*:/.exec(text)?.[1] ?? key;
    for (const { 0: whole, groups = {}, index: at } of text.matchAll(NAME)) {
      const name = groups["plain"] ?? groups["env"]!;
      const fallback = groups["else"] ?? groups["default"] ?? null;
      const [before, after] = [text.slice(0, at), text.slice(at + whole.length)];
      const inner = /["']?([\w.-]+)["']?\s*:\s*[^:{,]*$/.exec(before.replaceAll(/`[^`]*$/g, ""))?.[1] ?? key;
      const decides = !HARMLESS.test(/\/\/[^/]*$/.test(before) ? "url" : inner);
      const known = found.get(name);
      if (known !== undefined && (known.decides || !decides)) continue;
      const base = { name, line: known?.line ?? index + 1, decides, fallback };
      found.set(name, decides ? base : { ...base, invented: invent(inner, before, after) });
    }
  }
  return [...found.values()];
}

/** What loads in its place. */
function invent(key: string, before: string, after: string): string {
  if (/[\w\]}]:$/.test(before)) return "8080";
  if (/^url$/i.test(key) && !before.includes("//")) return after.startsWith("://") ? "http" : "http://lab-origin:8080";
  if (/^sourceRange$/i.test(key)) return "0.0.0.0/0";
  return /^users$/i.test(key) ? "lab:lab" : "lab-origin";
}
