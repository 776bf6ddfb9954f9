import type { OwnFile, Refusal, Variable } from "../../../src/verify/product.ts";
import { readYaml, type Spot } from "../../../src/verify/yaml.ts";
import { type Config, configOf, isTraefiks, named, routersOf } from "./config.ts";
import { middlewaresOf } from "./middlewares.ts";

/** By its keys: `entryPoints`, or `http` with routers, services or middlewares in it. */
export function detect(file: OwnFile): number {
  if (!/entryPoints|routers|services|middlewares|serversTransports/.test(file.text)) return 0;
  if (!/^["']?(entryPoints|http|tls|providers)["']?\s*:/m.test(file.text)) return 0;
  return readYaml(file).some(isTraefiks) ? 1 : 0;
}

const refusal = ({ at }: Spot, says: string, hint: string | null): Refusal => ({
  file: at.file,
  line: at.line,
  says,
  hint,
});

/** A line of Go's template language: Traefik works it out when it reads the file, and the lab does not. */
function templated(file: OwnFile): Refusal[] {
  const index = file.text.split(/\r?\n/).findIndex((line) => /^[^#]*\{\{/.test(line));
  if (index < 0) return [];
  return [{ file: file.name, line: index + 1, says: "is a template", hint: "give it as it is once worked out" }];
}

function nothing(files: readonly OwnFile[], { statics }: Config): Refusal[] {
  const file = files[0]?.name ?? "";
  if (files.some(({ text }) => /^\s*\[(http|entryPoints)\b/m.test(text))) {
    return [{ file, line: null, says: "is TOML, which the lab does not read", hint: "the same as YAML" }];
  }
  const says = statics.length > 0 ? "has no routers: they stand in another file, or in labels" : "has no HTTP router";
  return [{ file, line: null, says, hint: "give the file of routes, too" }];
}

/** What can never be measured through Traefik. */
export function refuses(files: readonly OwnFile[]): Refusal[] {
  const config = configOf(files);
  const routers = routersOf(config);
  if (routers.length === 0) return nothing(files, config);
  const plugins = routers
    .flatMap(([, router]) => middlewaresOf(config, router, []))
    .filter(({ type }) => type === "plugin");
  const options = routers.flatMap(([, router]) => router.get("tls", "options") ?? []);
  const clients = options.flatMap((option) => {
    const asked = config.routes.map((root) => root.get("tls", "options", option.text ?? "", "clientAuth"));
    return asked.flatMap((spot) => (spot === null ? [] : [refusal(spot, "asks for a client certificate", "--url")]));
  });
  const away = routers.flatMap(([, router]) => {
    const service = router.get("service");
    const known =
      service === null || /@internal$/.test(service.text ?? "") || named(config, "services", service.text ?? "");
    return known
      ? []
      : [refusal(service, `goes to ${service.text}, which is not given`, "give the file that has it, too")];
  });
  return [
    ...files.flatMap(templated),
    ...new Map(
      plugins.map(({ spot }) => [spot.id, refusal(spot, "is a plugin, which would have to be fetched", "--url")]),
    ).values(),
    ...clients,
    ...away,
  ];
}

/** A file of Traefik's has none that the lab fills in: its templates are programs. */
export function variables(): Variable[] {
  return [];
}
