import type { LimitReport } from "./document.ts";
import { codedBy } from "./holds.ts";
import type { Fault, Product, Rule } from "./product.ts";
import type { Place, Route } from "./route.ts";
import type { FaultSeen } from "./truth.ts";

/** A filter that is to blame, and the rule that speaks of it; null: the fault is there without any filter, or nobody knows of one. */
export function blamed(
  route: Route,
  fault: FaultSeen,
  product: Product,
): { readonly rule: Rule; readonly filter: { readonly at: Place; readonly says: string } | null } {
  const filter = filterOf(route, fault);
  const reads = ({ reads }: Rule): boolean => isSame(reads?.(route)?.at, filter?.at);
  const own = product.rules.find((rule) => rule.fault === fault.fault && filter !== null && reads(rule));
  // a rule that reads this very line says more about it
  return own === undefined ? { rule: ruleFor(route, fault.fault, null, product), filter } : { rule: own, filter: null };
}

function isSame(one: Place | undefined, other: Place | undefined): boolean {
  return one !== undefined && one.file === other?.file && one.line === other.line;
}

/**
 * Where only what the proxy compresses is held, its compressor; where only what the app compresses is lost, who writes into it; where many
 * are refused, what counts them.
 */
function filterOf({ filters = [], guards }: Route, { fault, by }: FaultSeen): { at: Place; says: string } | null {
  const full = fault === "refuses" ? guards.find(({ everybody }) => everybody) : undefined;
  if (full !== undefined) return { at: full.at, says: "readers who come at once fill it" };
  const compresses =
    fault === "holds" && by.every((each) => each.seen.every((seen) => codedBy(each, seen) === "proxy"));
  const writes = fault === "loses" && by.every(({ cell }) => cell.origin.coding !== "none");
  const does = compresses ? "compresses" : writes ? "writes" : null;
  const found = filters.filter((filter) => filter.does === does);
  if (found.length === 0) return null;
  const names = found.map(({ name }) => name).join(", ");
  const says = compresses
    ? `only what ${names} compresses is held`
    : `${names} ${found.length === 1 ? "writes" : "write"} into what your app has compressed`;
  return { at: found[0]!.at, says };
}

/** Of the rules of a fault the one that has something to say about this route. */
export function ruleFor(route: Route, fault: Fault, kind: LimitReport["kind"] | null, { name, rules }: Product): Rule {
  const own = rules.filter((rule) => rule.fault === fault);
  const about = kind === null ? own : own.filter(({ id }) => id.includes(kind));
  // a rule that reads nothing here speaks of something else, but for the one of the fault in general
  const general = kind === null ? own.find(({ id }) => id === `${name}/${fault}`) : (about[0] ?? own[0]);
  const rule = about.find(({ reads }) => reads?.(route) != null) ?? general;
  return rule ?? { id: `${name}/${fault}`, fault, help: HELP[fault], by: "proxy", experiment: "" };
}

const HELP: Record<Fault, string> = {
  holds: "tokens wait in the proxy",
  loses: "tokens are lost in the proxy",
  cuts: "the answer is cut",
  replays: "one user gets another one's answer",
  "goes-on": "the model is not told that the reader has left",
  repeats: "the model is asked more than once",
  refuses: "readers who come at once are refused",
  hides: "an answer that the app broke off looks whole to its reader",
};
