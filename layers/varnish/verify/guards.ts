import type { Guard } from "../../../src/verify/route.ts";
import { declared, textOf } from "./backends.ts";
import { everywhere, fieldOf, type Node, placeOf, returnOf } from "./nodes.ts";
import type { Token } from "./tokens.ts";

/** Returns of vcl_recv by which Varnish answers itself. */
const ANSWERS = new Set(["synth", "fail", "purge", "error"]);

/** Whether a return asks no backend. */
export const saysNo = (action: string): boolean => ANSWERS.has(action);

/** Whether a block has such a return. */
export function answersIn(nodes: readonly Node[]): boolean {
  return everywhere(nodes).some((node) => saysNo(returnOf(node) ?? ""));
}

/** Names that say where a request goes; any other says who asks. */
const OF_WAY =
  /^(req\.(url|method|restarts|esi_level|http\.host)|true|false|\d.*|regsub(all)?|std\.(tolower|toupper|querysort))$/i;

/** Whether a condition looks at who asks: a header, an address, a counter. */
export function isOfReader(condition: readonly Token[]): boolean {
  return condition.some(({ kind, text }) => kind === "word" && !OF_WAY.test(text));
}

/** What a condition looks at -> the kind of guard that it makes. */
const KINDS: readonly (readonly [RegExp, Guard["kind"]])[] = [
  [/^req\.http\.(authorization|cookie|.*(api-?key|token|secret|auth).*)$/i, "auth"],
  [/^(client|remote)\.ip$|^req\.http\.(x-forwarded-for|x-real-ip|.*client-ip)$/i, "address"],
  [/is_denied|throttle/i, "rate"],
];

/** The kind of a guard, by its condition; null: it turns nobody away who asks as the lab does, or not by one of these. */
export function guardKind(condition: readonly Token[]): Guard["kind"] | null {
  const words = condition.filter(({ kind }) => kind === "word");
  return KINDS.find(([pattern]) => words.some(({ text }) => pattern.test(text)))?.[1] ?? null;
}

/** Fewer connections than this are taken up by the lab's own requests side by side. */
const FEW_CONNECTIONS = 64;

/** Backends that take few connections at once: who comes then gets a 503. */
export function connectionGuards(nodes: readonly Node[]): Guard[] {
  return declared(nodes, "backend").flatMap((node) => {
    const most = textOf(node, ".max_connections");
    if (most === null || Number(most) === 0 || Number(most) >= FEW_CONNECTIONS) return [];
    return [
      { kind: "connections" as const, at: placeOf(fieldOf(node, ".max_connections")!), everybody: true as const },
    ];
  });
}
