import type { BodyFilter, Guard } from "../../../src/verify/route.ts";
import { sameInAnyCase, type Spot } from "../../../src/verify/yaml.ts";
import { type Config, named } from "./config.ts";
import type { Entry } from "./entries.ts";

/** A middleware that a router's requests go through. */
export interface Middleware {
  /** `compress`, `buffering`: the key that stands in its definition. */
  readonly type: string;
  readonly name: string;
  /** The value of that key. */
  readonly spot: Spot;
  /** The item of the list that brings it in. */
  readonly item: Spot;
}

/** Kinds that bear on a stream, as Traefik's documentation writes them: files have them in any case. */
const KINDS = [
  ...["basicAuth", "buffering", "chain", "compress", "digestAuth", "forwardAuth", "headers", "inFlightReq"],
  ...["ipAllowList", "ipWhiteList", "passTLSClientCert", "plugin", "rateLimit", "retry"],
];

/** What the items of a list bring in; a chain brings in its own. Known ones only: a name of another provider says nothing. */
function broughtIn(config: Config, list: Spot | null, deep = 0): Middleware[] {
  return (list?.items() ?? []).flatMap((item) => {
    const name = item.text ?? "";
    const definition = named(config, "middlewares", name);
    const [written, spot] = definition?.pairs()[0] ?? [];
    if (written === undefined || spot === undefined) return [];
    const type = KINDS.find((kind) => sameInAnyCase(kind, written)) ?? written;
    if (type !== "chain") return [{ type, name, spot, item }];
    return deep > 5 ? [] : broughtIn(config, spot.get("middlewares"), deep + 1);
  });
}

/** The middlewares of a router: those of its entry points first. */
export function middlewaresOf(config: Config, router: Spot, entries: readonly Entry[]): Middleware[] {
  const lists = [...entries.map(({ spot }) => spot?.get("http", "middlewares") ?? null), router.get("middlewares")];
  return lists.flatMap((list) => broughtIn(config, list));
}

const GUARDS: Readonly<Record<string, Guard["kind"]>> = {
  ...{ basicAuth: "auth", digestAuth: "auth", forwardAuth: "auth", passTLSClientCert: "auth" },
  ...{ rateLimit: "rate", inFlightReq: "connections", ipAllowList: "address", ipWhiteList: "address" },
};

/** Middlewares that may turn the lab's requests away. */
export function guardsOf(middlewares: readonly Middleware[]): Guard[] {
  return middlewares.flatMap(({ type, spot, item }): Guard[] => {
    const kind = GUARDS[type];
    if (kind === undefined) return [];
    // without a criterion it counts by the host that is asked for: all readers together
    const everybody = type === "inFlightReq" && spot.get("sourceCriterion") === null;
    return [{ kind, at: item.at, ...(everybody ? { everybody: true as const } : {}) }];
  });
}

/** Middlewares that work on answers' bodies. */
export function filtersOf(middlewares: readonly Middleware[]): BodyFilter[] {
  return middlewares
    .filter(({ type }) => type === "compress" || type === "buffering")
    .map(({ type, item }) => ({ name: type, does: type === "compress" ? "compresses" : "writes", at: item.at }));
}
