import { conditionOf, armOf, everywhere, headOf, type Node, returnOf } from "./nodes.ts";
import { declared, nameOf } from "./backends.ts";
import { sourceOf, type Token } from "./tokens.ts";

/** An `if` that tells requests apart by path or host, and decides something about them. */
export interface Arm {
  readonly node: Node;
  /** The arms that it stands in, the outermost first. */
  readonly around: readonly Node[];
  /** It stands on the backend's side: requests have gone their way before. */
  readonly late: boolean;
  /** Its condition, as it is told. */
  readonly location: string;
  /** Expressions and texts that it, and those around it, compare with the path. */
  readonly paths: readonly string[];
  readonly hosts: readonly string[];
}

const LONGEST = 90;
const PATH = /^(be)?req\.url$/i;
const HOST = /^(be)?req\.http\.host$/i;

/** What is compared with a name: `req.url ~ "^/api"`, `req.http.host == "a.com"`. What must not fit is no guess. */
function comparedWith(condition: readonly Token[], name: RegExp): { mark: string; text: string }[] {
  return condition.flatMap(({ kind, text }, index) => {
    const at = condition.findIndex((token, behind) => behind > index && /^(==|~)$/.test(token.text));
    const value = condition[at + 1];
    const near = at > 0 && !condition.slice(index, at).some((token) => /^(&&|\|\||!=|!~)$/.test(token.text));
    return kind === "word" && name.test(text) && near && value?.kind === "string"
      ? [{ mark: condition[at]!.text, text: value.text }]
      : [];
  });
}

/** Whether a block decides where a request goes, or how it is answered. */
function decides(block: readonly Node[]): boolean {
  return everywhere(block).some((node) => {
    if (["pass", "pipe", "hash", "lookup"].includes(returnOf(node) ?? "")) return true;
    return (
      headOf(node) === "set" &&
      /^(req\.backend_hint|bereq\.(backend|\w+_timeout)|sess\.send_timeout|beresp\.(do_\w+|ttl|uncacheable))$/.test(
        nameOf(node),
      )
    );
  });
}

/** Texts that a host is compared with, as names: of an expression what is literal in it. */
function hostOf({ mark, text }: { mark: string; text: string }): string[] {
  if (mark === "==") return [text];
  const bare = text.replace(/^\(\?i\)/, "");
  const options = /^\^?\(([^()]+)\)\$?$/.exec(bare)?.[1]?.split("|") ?? [bare];
  return options.flatMap((option) => {
    const tied = option.startsWith("^");
    const name = option
      .replaceAll(/\\\./g, ".")
      .replaceAll(/\([^()]*\)[?*]/g, "")
      .replaceAll(/[\^$]/g, "");
    if (!/^[\w.-]+$/.test(name)) return [];
    return [name, ...(tied ? [`${name.replace(/\.$/, "")}.example.com`] : [`x.${name.replace(/^\./, "")}`])];
  });
}

/** An expression of paths without what it says of a query: `\.css(\?.*)?$`. */
const withoutQuery = (text: string): string => text.replace(/^\(\?i\)/, "").replace(/\(\\\?.*$/, "");

/** Subs whose arms decide: before a backend is asked, and when it has answered. */
const SUBS = ["vcl_recv", "vcl_backend_fetch", "vcl_backend_response"];
const DEPTH = 20;

/** The arms of those subs and of what they call, in their order; what stands in another one comes before it. */
export function armsIn(nodes: readonly Node[]): Arm[] {
  const subs = declared(nodes, "sub");
  const walk = (block: readonly Node[], around: readonly Node[], late: boolean, depth: number): Arm[] =>
    block.flatMap((node): Arm[] => {
      if (headOf(node) === "call" && depth < DEPTH) {
        const called = subs.filter((sub) => nameOf(sub) === nameOf(node));
        return called.flatMap((sub) => walk(sub.block ?? [], around, late, depth + 1));
      }
      if (armOf(node) === null) return [];
      const inside = walk(node.block ?? [], [...around, node], late, depth);
      const own = conditionOf(node);
      // one that looks at the answer, too, is no way of a request
      const mixed = own.some(({ text }) => text.startsWith("beresp."));
      const tells = armOf(node) !== "else" && !mixed && own.some(({ text }) => PATH.test(text) || HOST.test(text));
      if (!tells || !decides(node.block ?? [])) return inside;
      const conditions = [...around.filter((one) => armOf(one) !== "else").map(conditionOf), own];
      const source = `if (${sourceOf(own)})`;
      const arm = {
        ...{ node, around, late },
        location: source.length > LONGEST ? `${source.slice(0, LONGEST - 3)}...` : source,
        paths: conditions.flatMap((one) => comparedWith(one, PATH)).map(({ text }) => withoutQuery(text)),
        hosts: [...new Set(conditions.flatMap((one) => comparedWith(one, HOST)).flatMap(hostOf))],
      };
      return [...inside, arm];
    });
  const all = SUBS.flatMap((name) => subs.filter((sub) => nameOf(sub) === name)).flatMap((sub) =>
    walk(sub.block ?? [], [], nameOf(sub) !== "vcl_recv", 0),
  );
  return all.filter(({ node }, index) => all.findIndex((other) => other.node === node) === index);
}
