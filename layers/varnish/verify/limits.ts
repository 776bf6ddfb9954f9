import type { Limit } from "../../../src/verify/product.ts";
import { fieldOf, type Node, valueOf } from "./nodes.ts";
import { lastOf, type Outcome } from "./run.ts";
import { sourceOf } from "./tokens.ts";

/** Defaults of varnishd's parameters (7.7, `varnishd -x parameter`): they are not in VCL. Seconds. */
const DEFAULTS = { first_byte: "60", between_bytes: "60", send: "600", pipe: "60" };

const UNITS: Readonly<Record<string, number>> = {
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** Seconds in a duration of VCL's; null: it is computed. */
export function secondsOf(duration: string): string | null {
  const match = /^(\d+(?:\.\d+)?) ?(ms|[smhdwy])?$/.exec(duration);
  return match ? String(Number(match[1]) * UNITS[match[2] ?? "s"]!) : null;
}

/** What sets a limit: a statement of the request's, a field of its backend, or a parameter. */
export interface LimitSource {
  readonly kind: Limit["kind"];
  /** Null: the parameter's default. */
  readonly node: Node | null;
  readonly seconds: string;
  /** The field of a backend, or the variable, that would set it; null: VCL cannot. */
  readonly named: string | null;
}

/** What ends an answer: of a pipe another limit than of all else. */
export function limitSources({ action, effects }: Outcome, backend: Node | null): LimitSource[] {
  if (action === "pipe") {
    return (["headers", "idle"] as const).map((kind) => ({ kind, node: null, seconds: DEFAULTS.pipe, named: null }));
  }
  const source = (kind: Limit["kind"], name: string, variable: string, otherwise: string): LimitSource => {
    const set = lastOf(effects, variable)?.node ?? null;
    const node = set ?? (backend === null || name === "" ? null : fieldOf(backend, `.${name}`));
    const own = node === null ? otherwise : secondsOf(sourceOf(valueOf(node)));
    return {
      kind,
      node: own === null ? null : node,
      seconds: own ?? otherwise,
      named: name === "" ? variable : `.${name}`,
    };
  };
  const deadline = lastOf(effects, "bereq.task_deadline");
  return [
    source("headers", "first_byte_timeout", "bereq.first_byte_timeout", DEFAULTS.first_byte),
    source("idle", "between_bytes_timeout", "bereq.between_bytes_timeout", DEFAULTS.between_bytes),
    source("total", "", "sess.send_timeout", DEFAULTS.send),
    ...(deadline === null ? [] : [source("total", "", "bereq.task_deadline", "0")]),
  ];
}
