import type { Guard } from "../../../src/verify/route.ts";
import { declared, nameOf } from "./backends.ts";
import { evaluate, isTrue, type Value } from "./expressions.ts";
import { canonical, factsOf, type Request } from "./facts.ts";
import { answersIn, guardKind, isOfReader, saysNo } from "./guards.ts";
import { armOf, conditionOf, headOf, type Node, placeOf, returnOf, valueOf } from "./nodes.ts";
import type { Token } from "./tokens.ts";

/** A `set` or `unset` that a request comes by. */
export interface Effect {
  /** In lower case: `beresp.do_stream`. */
  readonly name: string;
  /** Empty: `unset`. */
  readonly value: readonly Token[];
  readonly node: Node;
  /** The arms that it stands in, the innermost last. */
  readonly arms: readonly Node[];
  /** A condition around it looks at what nobody knows before. */
  readonly maybe: boolean;
}

/** What VCL makes of a request. */
export interface Outcome {
  /** What vcl_recv returns; null: the builtin VCL goes on. */
  readonly action: string | null;
  /** A backend or director; null: none is named. */
  readonly backend: string | null;
  readonly entered: ReadonlySet<Node>;
  /** All that it comes by, or may come by. */
  readonly effects: readonly Effect[];
  readonly guards: readonly Guard[];
}

/** As deep as subs call each other. */
const DEPTH = 20;

/** The last `set` of a name that a request comes by, or may come by. */
export function lastOf(effects: readonly Effect[], name: string): Effect | null {
  return effects.findLast((effect) => effect.name === name && effect.value.length > 0) ?? null;
}

/** Runs the subs of a VCL for one request, as far as it can be told without running it. */
export function run(nodes: readonly Node[], request: Request): Outcome {
  const machine = new Machine(nodes, request);
  const action = machine.sub("vcl_recv");
  const behind = action === "pipe" ? ["vcl_pipe"] : ["vcl_backend_fetch", "vcl_backend_response", "vcl_deliver"];
  for (const name of behind) machine.sub(name);
  const { backend, entered, effects, guards } = machine;
  return { action, backend, entered, effects, guards };
}

class Machine {
  backend: string | null = null;
  readonly entered = new Set<Node>();
  readonly effects: Effect[] = [];
  readonly guards: Guard[] = [];
  readonly #subs: readonly Node[];
  readonly #known: Map<string, Value>;
  #depth = 0;

  constructor(nodes: readonly Node[], request: Request) {
    this.#subs = declared(nodes, "sub");
    this.#known = factsOf(request);
  }

  /** Runs a sub: what is declared several times is one after the other. @returns what it returns; null: nothing */
  sub(name: string, arms: readonly Node[] = [], maybe = false): string | null {
    if (this.#depth >= DEPTH) return null;
    this.#depth++;
    const nodes = this.#subs.filter((node) => nameOf(node) === name).flatMap(({ block }) => block ?? []);
    const action = this.#run(nodes, arms, maybe);
    this.#depth--;
    return action;
  }

  readonly #lookup = (name: string): Value => {
    const key = canonical(name);
    if (this.#known.has(key)) return this.#known.get(key);
    return /^(req|beresp)\.http\./.test(key) ? null : undefined;
  };

  /** @param maybe nobody knows whether it comes to this: what it may do is noted, and not done */
  #run(nodes: readonly Node[], arms: readonly Node[], maybe: boolean): string | null {
    for (let at = 0; at < nodes.length; at++) {
      const node = nodes[at]!;
      const head = headOf(node);
      if (armOf(node) === "if") {
        let behind = at + 1;
        while (["elseif", "else"].includes(armOf(nodes[behind] ?? node) ?? "")) behind++;
        const action = this.#arms(nodes.slice(at, behind), arms, maybe);
        if (action !== null) return action;
        at = behind - 1;
      } else if (head === "return") {
        if (!maybe) return returnOf(node);
      } else if (head === "call") {
        const action = this.sub(nameOf(node), arms, maybe);
        if (action !== null) return action;
      } else if (["set", "unset", "remove"].includes(head)) this.#effect(node, arms, maybe);
    }
    return null;
  }

  /** An `if` with its further arms: the first whose condition holds. One that cannot be told may be it, or not. */
  #arms(chain: readonly Node[], arms: readonly Node[], maybe: boolean): string | null {
    for (const arm of chain) {
      const block = arm.block ?? [];
      const condition = conditionOf(arm);
      const holds = armOf(arm) === "else" ? true : isTrue(evaluate(condition, this.#lookup));
      if (holds === false) continue;
      if (holds === undefined || maybe) {
        if (answersIn(block)) this.#guard(condition, arm);
        this.#run(block, [...arms, arm], true);
        if (holds === undefined) continue;
        return null;
      }
      this.entered.add(arm);
      const action = this.#run(block, [...arms, arm], false);
      if (action === null || !saysNo(action)) return action;
      this.#guard(condition, arm);
      // who lacks a header, or comes from elsewhere, is turned away: others go on
      return isOfReader(condition) ? null : action;
    }
    return null;
  }

  #guard(condition: readonly Token[], arm: Node): void {
    const kind = guardKind(condition);
    if (kind !== null) this.guards.push({ kind, at: placeOf(arm) });
  }

  #effect(node: Node, arms: readonly Node[], maybe: boolean): void {
    const name = nameOf(node).toLowerCase();
    const value = headOf(node) === "set" ? valueOf(node) : [];
    this.effects.push({ name, value, node, arms, maybe });
    if (maybe) return;
    if (name === "req.backend_hint" || name === "bereq.backend") {
      this.backend = value[0]?.text.replace(/\.backend$/, "") ?? null;
    }
    const known = value.length === 0 ? null : evaluate(value, this.#lookup);
    if (/^(req|beresp)\.(url|method|http\.)/.test(canonical(name))) this.#known.set(canonical(name), known);
  }
}
