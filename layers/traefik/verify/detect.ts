import type { OwnFile, Refusal } from "../../../src/verify/product.ts";
import { readYamlInAnyCase, type Spot } from "../../../src/verify/yaml.ts";
import { type Config, configOf, isTemplate, isTraefiks, named, resourceIn, routersOf, templateLine } from "./config.ts";
import { middlewaresOf } from "./middlewares.ts";

/** By its keys: `entryPoints`, or `http` with routers, services or middlewares in it; a resource of its own, to be refused by name. */
export function detect(file: OwnFile): number {
  if (/^["']?apiVersion["']?\s*:/m.test(file.text)) return resourceIn(file) === null ? 0 : 1;
  if (isTemplate(file))
    return /^http:\s*$/m.test(file.text) && /^ +(routers|middlewares):\s*$/m.test(file.text) ? 1 : 0;
  if (!/entryPoints|routers|services|middlewares|serversTransports/i.test(file.text)) return 0;
  if (!/^["']?(entryPoints|http|tls|providers)["']?\s*:/im.test(file.text)) return 0;
  return readYamlInAnyCase(file).some(isTraefiks) ? 1 : 0;
}

/** Routes that stand where no file provider reads them: the lab has no cluster, and no Docker socket to give away. */
function elsewhere(files: readonly OwnFile[]): Refusal[] {
  const hint = "the same routes as a file of the file provider, or --url";
  return files.flatMap((file) => {
    const resource = resourceIn(file);
    if (resource !== null) {
      const kind = resource.get("kind")?.text ?? "resource";
      return [refusal(resource, `is a resource of Kubernetes (${kind}), which only a cluster gives Traefik`, hint)];
    }
    const line = file.text.split(/\r?\n/).findIndex((text) => /^[^#]*\btraefik\.(http|tcp)\.routers\./.test(text));
    const says = "has its routes in labels of containers, which only a Docker socket gives Traefik";
    return line < 0 ? [] : [{ file: file.name, line: line + 1, says, hint }];
  });
}

const refusal = ({ at }: Spot, says: string, hint: string | null): Refusal => ({
  file: at.file,
  line: at.line,
  says,
  hint,
});

function templated(file: OwnFile): Refusal[] {
  if (!isTemplate(file)) return [];
  const says = "is a template, which Traefik works out when it reads the file";
  return [{ file: file.name, line: templateLine(file), says, hint: "give it as it is once worked out" }];
}

function nothing(files: readonly OwnFile[], { statics }: Config): Refusal[] {
  const file = files[0]?.name ?? "";
  if (files.some(({ text }) => /^\s*\[(http|entryPoints)\b/m.test(text))) {
    return [{ file, line: null, says: "is TOML, which the lab does not read", hint: "the same as YAML" }];
  }
  const says = statics.length > 0 ? "has no routers: they stand in another file, or in labels" : "has no HTTP router";
  return [{ file, line: null, says, hint: "give the file of routes, too" }];
}

/** Options of TLS that want a certificate of the reader's: those that a router names, and those of all the others. */
function clientsAsked(config: Config): Refusal[] {
  const named = routersOf(config).flatMap(([, router]) => router.get("tls", "options")?.text?.split("@")[0] ?? []);
  const asking = [...new Set(["default", ...named])].flatMap((name) =>
    config.routes.flatMap((root) => root.get("tls", "options", name, "clientAuth", "clientAuthType") ?? []),
  );
  return asking
    .filter(({ text }) => /^Require/.test(text ?? ""))
    .map((spot) => refusal(spot, "asks for a client certificate", "--url"));
}

/** What can never be measured through Traefik. */
export function refuses(files: readonly OwnFile[]): Refusal[] {
  const config = configOf(files);
  const routers = routersOf(config);
  const others = elsewhere(files);
  const templates = files.flatMap(templated);
  const unread = [...others, ...templates];
  if (routers.length === 0) return unread.length > 0 ? unread : nothing(files, config);
  const plugins = routers
    .flatMap(([, router]) => middlewaresOf(config, router, []))
    .filter(({ type }) => type === "plugin");
  const away = routers.flatMap(([, router]) => {
    const service = router.get("service");
    const known =
      service === null || /@internal$/.test(service.text ?? "") || named(config, "services", service.text ?? "");
    return known
      ? []
      : [refusal(service, `goes to ${service.text}, which is not given`, "give the file that has it, too")];
  });
  return [
    ...unread,
    ...new Map(
      plugins.map(({ spot }) => [spot.id, refusal(spot, "is a plugin, which would have to be fetched", "--url")]),
    ).values(),
    ...clientsAsked(config),
    ...away,
  ];
}
