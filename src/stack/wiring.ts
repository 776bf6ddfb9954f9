import { parse } from "yaml";
import { LabError } from "../model/error.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layer } from "../model/layer.ts";
import { UPSTREAM_HOST } from "../model/wire.ts";
import type { Containers } from "./containers.ts";

/** What a service's own variables end with; compose/README.md says what each means. */
const OWN = ["IMAGE", "VARIANT", "UPSTREAM", "PORT"];
/** Variables that belong to no layer: whose containers these are, and the private CA that builds may need. */
const SHARED = ["LAB_RUN", "LAB_OWNER", "LAB_CLONE", "LAB_CA", "SSL_CERT_FILE"];

interface Fragment {
  readonly services?: Readonly<Record<string, { readonly links?: readonly string[] }>>;
}

/**
 * Variables of a fragment that nothing would set: misspelt, or another layer's. Compose takes the default without a word, and another path
 * than the one that is reported would stand. Also a link to `upstream` that no variable can turn.
 * @param fragmentText a layers/<folder>/compose.yaml
 * @param layer the service of it that is looked at; what stands outside of all services is looked at with each
 * @returns one sentence each; empty: none
 */
export function wiringProblems(fragmentText: string, layer: Pick<Layer, "name" | "prefix">): string[] {
  const { services = {}, ...rest } = parse(fragmentText, { logLevel: "error" }) as Fragment;
  const service = services[layer.name] ?? {};
  const own = OWN.map((suffix) => `${layer.prefix}_${suffix}`);
  const strange = [
    ...variablesIn(service).filter((variable) => !own.includes(variable) && !SHARED.includes(variable)),
    ...variablesIn(rest).filter((variable) => !SHARED.includes(variable)),
  ];
  const fixed = (service.links ?? []).filter(
    (link) => link.endsWith(`:${UPSTREAM_HOST}`) && !link.startsWith(`\${${layer.prefix}_UPSTREAM:-`),
  );
  return [
    ...strange.map((name) => `${layer.name}: nothing sets \${${name}}; its variables are ${own.join(", ")}`),
    ...fixed.map(
      (link) => `${layer.name}: the link ${link} must be \${${layer.prefix}_UPSTREAM:-...}:${UPSTREAM_HOST}`,
    ),
  ];
}

/** Names of the variables in a piece of a Compose file, once each; `$$` is a dollar sign (Compose file reference, "Interpolation"). */
function variablesIn(node: unknown): string[] {
  const text = JSON.stringify(node).replaceAll("$$", "");
  return [...new Set([...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1]!))];
}

/** By place, the place that the engine put behind its host name `upstream`. */
export function linksOf(containers: Containers): Map<string, string> {
  const places = new Map([...containers].map(([place, { Name }]) => [Name.replace(/^\//, ""), place]));
  const links = new Map<string, string>();
  for (const [place, { HostConfig, NetworkSettings }] of containers) {
    const ofNetworks = Object.values(NetworkSettings.Networks).flatMap((network) => (network.Links as string[]) ?? []);
    // `name:alias` of a network; `/name:/container/alias` of the old kind (Docker Engine API, "Inspect a container")
    for (const link of [...ofNetworks, ...((HostConfig.Links as string[] | null) ?? [])]) {
      const [name = "", alias = ""] = link.replace(/^\//, "").split(":");
      if (alias.split("/").at(-1) === UPSTREAM_HOST) links.set(place, places.get(name) ?? name);
    }
  }
  return links;
}

/**
 * Compares the links that the engine reports with the path.
 * @throws LabError rig_failed that names both
 */
export function assertWired(side: ResolvedSide, links: ReadonlyMap<string, string>): void {
  const asked = side.path.join(" -> ");
  const seen = followed(side.path[0]!, links).join(" -> ");
  if (seen === asked) return;
  throw new LabError("rig_failed", `side ${side.name}: another path stands than the one that was asked for`, {
    observed: seen,
    limit: asked,
    hint: "the variables in each layer's compose.yaml must be spelt as compose/README.md says",
  });
}

/** The places behind one, itself first; a circle is followed once. */
function followed(from: string, links: ReadonlyMap<string, string>): string[] {
  const seen: string[] = [];
  for (let at: string | undefined = from; at !== undefined; at = links.get(at)) {
    seen.push(at);
    if (seen.indexOf(at) < seen.length - 1) break;
  }
  return seen;
}
