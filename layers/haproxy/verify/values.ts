import type { Limit } from "../../../src/verify/product.ts";
import type { BodyFilter, Value } from "../../../src/verify/route.ts";
import { lineIn, type Line, optionIn, secondsOf, type Section, timeoutIn } from "./sections.ts";

/** What a frontend and a backend make of a stream together. */
export interface Effective {
  readonly values: Readonly<Record<string, Value>>;
  readonly limits: readonly Limit[];
  readonly caches: boolean;
  readonly compresses: boolean;
  readonly filters: readonly BodyFilter[];
}

const valueOf = (line: Line | null, otherwise: string): Value =>
  line === null ? { value: otherwise, at: null } : { value: line.words.join(" "), at: line.at };

/** An option counts if either side of the path has it on (proxy.h, PR_O2_NODELAY is read of both). */
function either(sides: readonly Section[], name: string): Value {
  const lines = sides.flatMap((side) => optionIn(side, name) ?? []);
  const on = lines.find(({ words }) => words[0] !== "no");
  return valueOf(on ?? lines[0] ?? null, "off");
}

/** A limit for each timeout that ends an answer: of the silence, and of the wait for its first byte. Without a line there is none. */
function limitsOf(backend: Section): Limit[] {
  const line = timeoutIn(backend, "server");
  const seconds = secondsOf(line?.words[2]);
  if (line === null || seconds === null || seconds === 0) return [];
  const value = { value: String(seconds), at: line.at };
  return [
    { kind: "idle", seconds: value },
    { kind: "headers", seconds: value },
  ];
}

/** Lines that people write for a stream, or that are blamed for it: their effect is what is asked. */
const SUSPECTS: readonly RegExp[] = [
  /^(no )?option (http-buffer-request|http-server-close|http-keep-alive|httpclose|nolinger|tcp-smart-\w+|splice-\w+)/,
  /^timeout (client|tunnel|http-keep-alive|client-fin|server-fin)\b/,
  /^http-response (set|add)-header (X-Accel-Buffering|Cache-Control|Connection|Transfer-Encoding)\b/i,
  /^tune\.(bufsize|maxrewrite|buffers\.\w+)/,
];

/** Those lines, in the sections of a route and in what holds for all. */
export function suspectsIn(sections: readonly (Section | null)[]): Readonly<Record<string, Value>> {
  const lines = sections.flatMap((section) => section?.lines ?? []);
  const chosen = lines.filter(({ words }) => SUSPECTS.some((pattern) => pattern.test(words.join(" "))));
  return Object.fromEntries(
    chosen.map((line) => [`${line.words.join(" ")} (line ${line.at.line})`, valueOf(line, "")]),
  );
}

/** The values that bear on a stream through these two, with their lines. */
export function effectiveOf(frontend: Section, backend: Section): Effective {
  const sides = frontend === backend ? [backend] : [frontend, backend];
  const compression = sides.map((side) => lineIn(side, (words) => /^compression algo/.test(words.join(" "))));
  const cache = sides.map((side) =>
    lineIn(side, ([first, second]) => first === "http-request" && second === "cache-use"),
  );
  const retries = lineIn(backend, ([word]) => word === "retry-on");
  return {
    values: {
      "option http-no-delay": either(sides, "http-no-delay"),
      "option abortonclose": either(sides, "abortonclose"),
      "timeout client": valueOf(timeoutIn(frontend, "client"), "none"),
      "timeout server": valueOf(timeoutIn(backend, "server"), "none"),
      "timeout tunnel": valueOf(timeoutIn(backend, "tunnel"), "none"),
      "compression algo": valueOf(compression.find((line) => line !== null) ?? null, "none"),
      "retry-on": valueOf(retries, "conn-failure"),
      "http-request cache-use": valueOf(cache.find((line) => line !== null) ?? null, "none"),
    },
    limits: limitsOf(backend),
    caches: cache.some((line) => line !== null),
    compresses: compression.some((line) => line !== null),
    filters: compression.flatMap((line) =>
      line === null ? [] : [{ name: "compression", does: "compresses" as const, at: line.at }],
    ),
  };
}
