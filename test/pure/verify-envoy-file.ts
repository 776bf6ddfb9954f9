import type { OwnFile } from "../../src/verify/product.ts";

/** What differs in a config from the smallest one. */
export interface EnvoyParts {
  readonly domains?: string;
  readonly routes?: readonly string[];
  /** One more key of the route's action, of the connection manager, of the cluster. */
  readonly action?: string;
  readonly manager?: string;
  readonly cluster?: string;
  readonly filters?: readonly string[];
  /** A second listener, with TLS, which refers to the first one's connection manager. */
  readonly second?: boolean;
}

const TLS = [
  "    - address: { socket_address: { address: 0.0.0.0, port_value: 8443 } }",
  "      filter_chains:",
  "        - filters: [{ name: http, typed_config: *manager }]",
  "          transport_socket: { typed_config: { common_tls_context: { alpn_protocols: [h2] } } }",
];

/** A complete envoy.yaml: listener on 8080, one virtual host, one cluster `app`. The first route is in line 17. */
export function envoyFile(parts: EnvoyParts): OwnFile {
  const action = [
    "- match: { prefix: / }",
    "  route:",
    "    cluster: app",
    ...(parts.action ? [`    ${parts.action}`] : []),
  ];
  const lines = [
    "static_resources:",
    "  listeners:",
    "    - address: { socket_address: { address: 0.0.0.0, port_value: 8080 } }",
    "      filter_chains:",
    "        - filters:",
    "            - name: http",
    `              typed_config:${parts.second === true ? " &manager" : ""}`,
    '                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    "                stat_prefix: ingress",
    parts.manager === undefined ? "                # nothing more" : `                ${parts.manager}`,
    "                route_config:",
    "                  name: local",
    "                  virtual_hosts:",
    "                    - name: all",
    `                      domains: ${parts.domains ?? '["*"]'}`,
    "                      routes:",
    ...(parts.routes ?? action).map((line) => `                        ${line}`),
    "                http_filters:",
    ...(parts.filters ?? []).map((line) => `                  ${line}`),
    "                  - name: router",
    '                    typed_config: { "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router }',
    ...(parts.second === true ? TLS : []),
    "  clusters:",
    "    - name: app",
    "      type: STRICT_DNS",
    ...(parts.cluster === undefined ? [] : [`      ${parts.cluster}`]),
    "      load_assignment:",
    "        cluster_name: app",
    "        endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: app, port_value: 8000 } } } }] }]",
  ];
  return { name: "envoy.yaml", text: `${lines.join("\n")}\n` };
}
