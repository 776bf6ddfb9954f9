import type { OwnFile, Refusal, Variable } from "../../../src/verify/product.ts";
import { filtersOf } from "./filters.ts";
import { doorsOf, resourcesOf, typeOf } from "./resources.ts";
import { readYaml, type Spot } from "../../../src/verify/yaml.ts";

/** By its keys: they are no other product's. The type names are Envoy's own. */
export function detect(file: OwnFile): number {
  if (/\.lua$/.test(file.name)) return 0;
  if (!/static_resources|dynamic_resources|staticResources|envoy\./.test(file.text)) return 0;
  const roots = readYaml(file);
  if (roots.some((root) => root.get("apiVersion") !== null)) return 0; // Kubernetes, whatever is inside
  const own = ["static_resources", "dynamic_resources"];
  if (roots.some((root) => own.some((key) => root.get(key) !== null))) return 1;
  const watched = roots.some((root) =>
    root
      .get("resources")
      ?.items()
      .some((one) => /\.envoy\.|\/envoy\./.test(one.get("@type")?.text ?? "")),
  );
  return watched ? 1 : /type\.googleapis\.com\/envoy\./.test(file.text) ? 0.6 : 0;
}

const refusal = ({ at }: Spot, says: string, hint: string | null): Refusal => ({
  file: at.file,
  line: at.line,
  says,
  hint,
});

/** What can never be measured through Envoy. */
export function refuses(files: readonly OwnFile[]): Refusal[] {
  const resources = resourcesOf(files);
  const doors = doorsOf(resources);
  if (doors.length === 0) return [{ ...nothing(files), file: files[0]?.name ?? "", line: null }];
  return [
    ...resources.listeners.flatMap(ofListener),
    ...doors.flatMap(({ manager }) => [
      ...filtersOf(manager, []).flatMap(({ type, spot }) => {
        if (type === "Wasm") return [refusal(spot, "runs wasm, which the lab cannot stand in for", "--url")];
        return /^(Config|DynamicModuleFilter)$/.test(type)
          ? [refusal(spot, `runs a module of its own (${type})`, "--url")]
          : [];
      }),
    ]),
  ];
}

function nothing(files: readonly OwnFile[]): Pick<Refusal, "says" | "hint"> {
  const dynamic = files.flatMap(readYaml).some((root) => root.get("dynamic_resources") !== null);
  if (dynamic)
    return {
      says: "its listeners come from elsewhere (dynamic_resources)",
      hint: "give the files, too: lds.yaml cds.yaml",
    };
  return { says: "no listener with an HTTP connection manager", hint: "--url, through what is in front" };
}

function ofListener(listener: Spot): Refusal[] {
  const proxied = (listener.get("listener_filters")?.items() ?? []).filter(
    (one) => typeOf(one.get("typed_config")) === "ProxyProtocol",
  );
  const chains = listener.get("filter_chains")?.items() ?? [];
  const asking = chains.flatMap(
    (chain) => chain.get("transport_socket", "typed_config", "require_client_certificate") ?? [],
  );
  return [
    ...proxied.map((spot) => refusal(spot, "asks for the PROXY protocol", "--url")),
    ...asking
      .filter(({ text }) => text === "true")
      .map((spot) => refusal(spot, "asks for a client certificate", "--url")),
  ];
}

/** `${NAME}`, `$NAME`, `{{ NAME }}` outside of comments and of Envoy's own `%...%`. */
export function variables(file: OwnFile): Variable[] {
  const found = file.text.split(/\r?\n/).flatMap((text, index) => {
    const line = text.replace(/(^|\s)#.*$/, "");
    const names = [
      ...line.matchAll(
        /\$\{([A-Z_][A-Z0-9_]*)(?::?[-=]([^}]*))?\}|\$([A-Z_][A-Z0-9_]+)\b|\{\{-?\s*\.?([\w.]+)\s*-?\}\}/g,
      ),
    ];
    const decides = /timeout|duration|_mode|retr|buffer|disabled|interval/i.test(
      line.replaceAll(/\$\{.*?\}|\{\{.*?\}\}/g, ""),
    );
    return names.map(([, braced, fallback, bare, jinja]): Variable => {
      const name = (braced ?? bare ?? jinja)!;
      const port = /port/i.test(line) ? { invented: "8080" } : {};
      return { name, line: index + 1, decides, fallback: fallback ?? null, ...port };
    });
  });
  return found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index);
}
