import type { VerifyDocument } from "../document.ts";
import { editedFiles } from "../edit.ts";
import type { PlanContext } from "../plan.ts";
import type { OwnFile, Placed, Refusal } from "../product.ts";
import type { Route } from "../route.ts";
import type { Pair, Setup } from "../setup.ts";
import { filesOf } from "../setup.ts";
import type { Stand } from "../stand.ts";
import { documentOf, emptyReport, NO_ROUTE } from "../summary.ts";
import type { Base } from "../summary.ts";
import { literalsOf, pointedAt, topologyOf, unmeasurable, withNamedPorts } from "../targets.ts";
import type { GivenUpstream } from "../targets.ts";
import { complaint, load } from "./load.ts";
import { truths } from "./truths.ts";
import type { Truths } from "./truths.ts";

/** What a person has asked for. */
export interface Wanted {
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string | null;
  readonly upstreams: readonly GivenUpstream[];
  /** Without limits. */
  readonly quick: boolean;
  /** Limits of up to 75 s are waited for, not only seen in a copy. */
  readonly wait: boolean;
  /** Without cures. */
  readonly cures: boolean;
}

/** A document, and the person's files with all cures in them. */
export interface Verified {
  readonly document: VerifyDocument;
  readonly fixed: readonly OwnFile[];
}

/**
 * Verifies a config: loads it, finds its routes, measures them, finds what cures them.
 * @param base with the files as the person wrote them
 * @param filled the same with a template's variables filled in
 */
export async function verify(
  base: Base,
  filled: readonly OwnFile[],
  assumed: readonly string[],
  wanted: Wanted,
  stand: Stand,
  pair: Pair,
): Promise<Verified> {
  const { product } = base;
  const early = product.refuses(filled);
  const placed = product.place(filled);
  const ownName = ownNames(filled, placed);
  const loaded = await load(product, placed, stand, pair, ownName, namesIn(base, filled));
  const refusedWith = (refused: readonly Refusal[], loads: boolean): Verified => {
    const put = [...assumed, ...loaded.setup.assumed];
    return {
      document: documentOf(base, { loads, assumed: put, refused, locations: [], unmeasured: false }),
      fixed: base.files,
    };
  };
  if (loaded.refused !== null) return refusedWith([loaded.refused, ...early], false);

  const dump = placed.dump && (await stand.run(loaded.setup, placed.dump)).stdout;
  const routes = product.routes(filled, dump, base.version);
  // why there is none has been said, where the product refuses it
  if (routes.length === 0) return refusedWith(early.length > 0 ? early : [NO_ROUTE], true);
  const within = routes.filter((route) => unmeasurable(route, wanted.upstreams) === null);
  const asked = wanted.path === null ? null : routeOfPath(within, wanted.path);
  const why = new Map(routes.map((route) => [route, whyNot(route, asked, wanted.upstreams)]));
  const able = routes.filter((route) => why.get(route) === null);

  const upstreams = [...wanted.upstreams, ...(placed.services ?? [])];
  const topology = withNamedPorts(topologyOf(able, upstreams, loaded.setup.names), filled);
  const literals = literalsOf(able);
  const origin = literals.length > 0 ? await stand.originAddress(topology.names) : "";
  // the files as they run: the person's, with addresses that lead out of the machine read as the origin's
  const running = literals.length > 0 ? pointedAt(filled, literals, origin) : filled;
  const setup = withFiles(loaded.setup, product.place(running));
  const put = [
    ...assumed,
    ...(placed.services ?? []).map(
      ({ host, port, speaks }) => `${host}:${port}: a ${speaks} service that lets all pass`,
    ),
    ...setup.assumed,
    ...topology.names.map((name) => `${name}: the lab's origin`).filter((says) => !setup.assumed.includes(says)),
    ...literals.map((literal) => `${literal}: read as the lab's origin`),
  ];
  const bench = {
    ...{ product, files: running, stand },
    change: async (files: readonly OwnFile[]) => {
      const words = await stand.change(filesOf(withFiles(setup, product.place(files))));
      return words === null ? null : complaint(words, ownName, product.complaint?.(words)).says;
    },
  };
  const started = async (): Promise<Truths> => {
    const address = await stand.start(setup, placed.start, topology);
    return truths(contextsOf(able, asked, address, wanted, product.appHeaders ?? []), bench, base, wanted);
  };
  const { reports, edits }: Truths = able.length > 0 ? await started() : { reports: new Map(), edits: [] };
  const locations = routes.map(
    (route) => reports.get(route) ?? emptyReport(route, "not-measured", why.get(route) ?? null),
  );
  return {
    document: documentOf(base, { loads: true, assumed: put, refused: early, locations, unmeasured: false }),
    fixed: editedFiles(base.files, edits),
  };
}

/** Names of upstreams, as far as the files alone tell them: a config that does not load may not be readable either. */
function namesIn({ product, version }: Base, filled: readonly OwnFile[]): readonly string[] {
  try {
    return topologyOf(product.routes(filled, null, version), [], []).names;
  } catch {
    return [];
  }
}

function withFiles(setup: Setup, placed: Placed): Setup {
  return { ...setup, files: { ...setup.files, ...placed.files } };
}

/** The person's name of a path in the container. */
function ownNames(files: readonly OwnFile[], { files: placed, ours, names }: Placed): (path: string) => string | null {
  return (path) => {
    if (ours.includes(path) || placed[path] === undefined) return null;
    if (names?.[path] !== undefined) return names[path];
    const same = files.filter(({ text }) => text === placed[path]);
    const named = same.find(({ name }) => path.endsWith(name.replace(/^\.?\/+/, ""))) ?? same[0];
    return named?.name ?? (files.length === 1 ? files[0]!.name : null);
  };
}

/** The route that --path is about: one without an example, else the one whose own path it begins with, the longest. */
function routeOfPath(routes: readonly Route[], path: string): Route | null {
  const own = ({ location }: Route): string => /\/[^\s*^$()|?\[\]\\]*/.exec(location)?.[0] ?? "";
  const within = routes.filter((route) => path.startsWith(own(route)));
  const longest = within.toSorted((a, b) => own(b).length - own(a).length)[0] ?? null;
  return routes.find(({ example }) => example === null) ?? longest;
}

/** Why a route cannot be measured; null: it can. Asked for a path of nobody knows whose, another route would answer in its name. */
function whyNot(route: Route, asked: Route | null, upstreams: readonly GivenUpstream[]): string | null {
  const unknown = route.example === null && route !== asked;
  return unmeasurable(route, upstreams) ?? (unknown ? "no path is known that comes to it: --path" : null);
}

function contextsOf(
  routes: readonly Route[],
  asked: Route | null,
  address: string,
  { headers, path }: Wanted,
  answers: PlanContext["answers"],
): Map<Route, PlanContext> {
  const servers = new Set<string>();
  return new Map(
    routes.map((route) => {
      const server = JSON.stringify([route.host, route.listeners]);
      const firstOfServer = !servers.has(server);
      servers.add(server);
      return [route, { address, path: route === asked ? path : null, headers, firstOfServer, answers }];
    }),
  );
}
