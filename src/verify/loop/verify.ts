import type { LocationReport, VerifyDocument } from "../document.ts";
import { editedFiles } from "../edit.ts";
import type { PlanContext } from "../plan.ts";
import type { OwnFile, Placed, Refusal } from "../product.ts";
import type { Route } from "../route.ts";
import type { Pair, Setup } from "../setup.ts";
import { filesOf } from "../setup.ts";
import type { Stand } from "../stand.ts";
import { documentOf, emptyReport, NO_ROUTE } from "../summary.ts";
import type { Base } from "../summary.ts";
import { literalsOf, pointedAt, topologyOf, unmeasurable } from "../targets.ts";
import type { GivenUpstream } from "../targets.ts";
import { complaint, load } from "./load.ts";
import { truths } from "./truths.ts";

/** What a person has asked for. */
export interface Wanted {
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string | null;
  readonly upstreams: readonly GivenUpstream[];
  /** Without limits. */
  readonly quick: boolean;
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
  const refusedWith = (refused: readonly Refusal[], loads: boolean): Verified => ({
    document: documentOf(base, { loads, assumed, refused, locations: [], unmeasured: false }),
    fixed: base.files,
  });
  const { product } = base;
  const early = product.refuses(filled);
  const placed = product.place(filled);
  const ownName = ownNames(filled, placed);
  const loaded = await load(product, placed, stand, pair, ownName);
  if (loaded.refused !== null) return refusedWith([loaded.refused, ...early], false);

  const dump = placed.dump && (await stand.run(loaded.setup, placed.dump)).stdout;
  const routes = product.routes(filled, dump, base.version);
  if (routes.length === 0) return refusedWith([...early, NO_ROUTE], true);
  const able = routes.filter((route) => unmeasurable(route, wanted.upstreams) === null);
  const unable = routes.filter((route) => !able.includes(route));

  const topology = topologyOf(able, wanted.upstreams, loaded.setup.names);
  const literals = literalsOf(able);
  const origin = literals.length > 0 ? await stand.originAddress() : "";
  // the files as they run: the person's, with addresses that lead out of the machine read as the origin's
  const running = literals.length > 0 ? pointedAt(filled, literals, origin) : filled;
  const setup = withFiles(loaded.setup, product.place(running));
  const put = [
    ...assumed,
    ...setup.assumed,
    ...topology.names.filter((name) => !loaded.setup.names.includes(name)).map((name) => `${name}: the lab's origin`),
    ...literals.map((literal) => `${literal}: read as the lab's origin`),
  ];
  let measured: Map<Route, LocationReport> = new Map();
  let cures: readonly Parameters<typeof editedFiles>[1][number][] = [];
  if (able.length > 0) {
    const address = await stand.start(setup, placed.start, topology);
    const contexts = contextsOf(able, address, wanted, product.appHeaders ?? []);
    const bench = {
      ...{ product, files: running, stand },
      change: async (files: readonly OwnFile[]) => {
        const words = await stand.change(filesOf(withFiles(setup, product.place(files))));
        return words === null ? null : complaint(words, ownName).says;
      },
    };
    ({ reports: measured, edits: cures } = await truths(contexts, bench, base, wanted));
  }
  const why = new Map(unable.map((route) => [route, unmeasurable(route, wanted.upstreams)]));
  const locations = routes.map(
    (route) => measured.get(route) ?? emptyReport(route, "not-measured", why.get(route) ?? null),
  );
  return {
    document: documentOf(base, { loads: true, assumed: put, refused: early, locations, unmeasured: false }),
    fixed: editedFiles(base.files, cures),
  };
}

function withFiles(setup: Setup, placed: Placed): Setup {
  return { ...setup, files: { ...setup.files, ...placed.files } };
}

/** The person's name of a path in the container. */
function ownNames(files: readonly OwnFile[], { files: placed, ours }: Placed): (path: string) => string | null {
  return (path) => {
    if (ours.includes(path) || placed[path] === undefined) return null;
    const same = files.filter(({ text }) => text === placed[path]);
    const named = same.find(({ name }) => path.endsWith(name.replace(/^\.?\/+/, ""))) ?? same[0];
    return named?.name ?? (files.length === 1 ? files[0]!.name : null);
  };
}

function contextsOf(
  routes: readonly Route[],
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
      return [route, { address, path: route.example === null ? path : null, headers, firstOfServer, answers }];
    }),
  );
}
