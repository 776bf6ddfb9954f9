import type { Target } from "../../../src/verify/route.ts";
import { UPSTREAM } from "./resources.ts";
import type { Spot } from "../../../src/verify/yaml.ts";

/** Names of the clusters that a route sends to; empty: the request decides. */
export function clusterNamesOf(action: Spot): string[] {
  const one = action.get("cluster")?.text;
  if (one != null) return [one];
  const weighted = action.get("weighted_clusters", "clusters")?.items() ?? [];
  return weighted.flatMap((cluster) => cluster.get("name")?.text ?? []);
}

/** Addresses of a cluster. */
export function serversOf(cluster: Spot): Target["servers"] {
  const tls = cluster.get("transport_socket") !== null;
  const groups = cluster.get("load_assignment", "endpoints")?.items() ?? [];
  return groups.flatMap((group) =>
    (group.get("lb_endpoints")?.items() ?? []).flatMap((one) => {
      const socket = one.get("endpoint", "address", "pipe", "path")?.text;
      if (socket != null) return [{ host: `unix:${socket}`, port: 0, tls }];
      const address = one.get("endpoint", "address", "socket_address");
      const [host, port] = [address?.get("address")?.text, Number(address?.get("port_value")?.text)];
      return host == null || !Number.isInteger(port) ? [] : [{ host, port, tls }];
    }),
  );
}

/** HTTP/1.1 unless the cluster says otherwise. */
function asks(cluster: Spot | null): "1.1" | "2" {
  const options = cluster?.get(...UPSTREAM, "explicit_http_config", "http2_protocol_options");
  return options != null || cluster?.get("http2_protocol_options") ? "2" : "1.1";
}

/** Where a route sends a request. */
export function targetOf(action: Spot, clusters: readonly Spot[]): Target {
  const key = action.get("cluster") ?? action.get("weighted_clusters") ?? action.get("cluster_header") ?? action;
  const own = clusters.flatMap(serversOf);
  return { servers: own, asks: asks(clusters[0] ?? null), at: key.at };
}
