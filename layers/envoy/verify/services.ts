import type { OwnFile, SideService } from "../../../src/verify/product.ts";
import { type Filter, filtersOf } from "./filters.ts";
import { doorsOf, resourcesOf } from "./resources.ts";
import { serversOf } from "./targets.ts";

/** Where a filter asks somebody else about each request, and how. */
function askedBy({ type, config }: Filter): { cluster: string; speaks: SideService["speaks"] } | null {
  const grpc = config?.get("grpc_service", "envoy_grpc", "cluster_name")?.text;
  if (type === "ExternalProcessor" && grpc != null) return { cluster: grpc, speaks: "ext-proc" };
  if (type === "ExtAuthz" && grpc != null) return { cluster: grpc, speaks: "grpc" };
  const http = config?.get("http_service", "server_uri", "cluster")?.text;
  if (type === "ExtAuthz" && http != null) return { cluster: http, speaks: "http" };
  const limits = config?.get("rate_limit_service", "grpc_service", "envoy_grpc", "cluster_name")?.text;
  return type === "RateLimit" && limits != null ? { cluster: limits, speaks: "grpc" } : null;
}

/** The services that a config's filters ask. */
export function servicesOf(files: readonly OwnFile[]): SideService[] {
  const resources = resourcesOf(files);
  const asked = doorsOf(resources).flatMap(({ manager }) =>
    filtersOf(manager, []).flatMap((filter) => askedBy(filter) ?? []),
  );
  const services = asked.flatMap(({ cluster, speaks }) => {
    const spot = resources.clusters.find((one) => one.get("name")?.text === cluster);
    return (spot === undefined ? [] : serversOf(spot)).map(({ host, port }) => ({ host, port, speaks }));
  });
  return services.filter(
    (one, index) => services.findIndex(({ host, port }) => host === one.host && port === one.port) === index,
  );
}
