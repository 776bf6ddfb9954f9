import type { Guard } from "../../../src/verify/route.ts";
import { type Directive, everywhere } from "./directives.ts";

/** What lets in, or keeps out, by the way it looks at a request; `all granted` and `all denied` of other folders are none. */
const REQUIRES: readonly (readonly [RegExp, Guard["kind"]])[] = [
  [/^(valid-user|user|group|ldap-\S+|dbm-group|claim)\b/, "auth"],
  [/^(not )?(ip|host|forward-dns|local)\b/, "address"],
  [/^method\b/, "method"],
  [/^all denied/, "address"],
];

const requirement = (args: readonly string[]): string => args.join(" ").toLowerCase();

function guardsOf({ name, args, at, inside }: Directive): Guard[] {
  const of = (kind: Guard["kind"]): Guard[] => [{ kind, at }];
  if (name === "require") {
    return REQUIRES.filter(([pattern]) => pattern.test(requirement(args))).flatMap(([, kind]) => of(kind));
  }
  if (name === "authtype" && args[0]?.toLowerCase() !== "none") return of("auth");
  if ((name === "allow" || name === "deny") && args[0]?.toLowerCase() === "from") {
    return args[1]?.toLowerCase() === "all" ? [] : of("address");
  }
  if (name === "allowmethods") return of("method");
  if (name === "limitexcept" && inside !== null) return of("method");
  if (/^(dospagecount|dossitecount|qs_\w+)$/.test(name)) return of("rate");
  return [];
}

/** What may turn the lab's own requests away, in what holds for a route. `Require all granted` beside another in one block lets all in. */
export function guardsIn(scope: readonly Directive[]): Guard[] {
  const open = scope.filter(({ name, inside }) => inside === null || name === "proxy" || name.startsWith("require"));
  const lines = open.flatMap((one) => (one.inside === null ? [one] : [one, ...everywhere(one.inside)]));
  if (lines.some(({ name, args }) => name === "require" && requirement(args) === "all granted")) {
    return lines.filter(({ name }) => name !== "require").flatMap(guardsOf);
  }
  return [...lines, ...scope.filter(({ name }) => name === "limitexcept")].flatMap(guardsOf);
}
