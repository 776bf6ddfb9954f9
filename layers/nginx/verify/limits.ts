import type { Limit } from "../../../src/verify/product.ts";
import { effective, type Chain } from "./context.ts";
import type { Homes } from "./homes.ts";
import { PASSES, type Pass } from "./targets.ts";

const UNITS: Record<string, number> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  M: 2_592_000,
  y: 31_536_000,
};

/** nginx's time in seconds: `60`, `60s`, `1h 30m`, `500ms`. Null: it is none. Source: https://nginx.org/en/docs/syntax.html */
export function seconds(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwMy])\s*/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text) return null;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
}

/** The directive that limits the silence of this kind of upstream. */
export function readTimeout(pass: Pass): string {
  return `${PASSES[pass].family}_read_timeout`;
}

/**
 * What can end an answer: nginx counts silence, before the head (a 504) and between two reads (a cut), by one directive. It has no limit
 * of a whole answer: proxy_send_timeout is about the request, send_timeout about a reader that does not read, keepalive_timeout about the
 * time between requests.
 */
export function limitsOf(chain: Chain, pass: Pass, homes: Homes): readonly Limit[] {
  const directive = effective(chain, readTimeout(pass));
  const value = directive === null ? 60 : seconds(directive.args.join(" "));
  if (value === null) return [];
  const limit = { value: String(value), at: directive === null ? null : homes.place(directive) };
  return [
    { kind: "headers", seconds: limit },
    { kind: "idle", seconds: limit },
  ];
}
