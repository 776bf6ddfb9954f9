import type { OwnFile } from "../../src/verify/product.ts";

/** One small file of each product, in a name that tells nothing: only the text can tell whose it is. */
export const SAMPLES: Readonly<Record<string, OwnFile>> = {
  nginx: {
    name: "a.conf",
    text:
      "upstream app { server app:8000; }\nserver {\n  listen 80;\n  location / {\n    proxy_pass http://app;\n  }\n}\n" +
      "server {\n  listen 443 ssl;\n  location / {\n    proxy_pass http://app;\n  }\n}\nserver { listen 81; }\n",
  },
  haproxy: {
    name: "a.conf",
    text: "defaults\n  mode http\nfrontend web\n  bind :80\n  default_backend app\nbackend app\n  server a app:8000\n",
  },
  envoy: {
    name: "a.conf",
    text:
      "static_resources:\n  listeners:\n    - address: { socket_address: { address: 0.0.0.0, port_value: 80 } }\n" +
      "      filter_chains:\n        - filters: []\n  clusters: []\n",
  },
  caddy: { name: "a.conf", text: "example.com {\n\tencode gzip\n\treverse_proxy app:8000\n}\n" },
  traefik: {
    name: "a.conf",
    text:
      "http:\n  routers:\n    app: { rule: PathPrefix(`/`), service: app }\n  services:\n    app:\n      loadBalancer:\n" +
      "        servers: [{ url: http://app:8000 }]\n",
  },
  apache: { name: "a.conf", text: '<VirtualHost *:80>\n  ProxyPass "/" "http://app:8000/"\n</VirtualHost>\n' },
  varnish: { name: "a.conf", text: 'vcl 4.1;\nbackend default {\n  .host = "app";\n  .port = "8000";\n}\n' },
  compose: { name: "a.conf", text: "services:\n  web: { image: nginx }\n" },
  empty: { name: "a.conf", text: "" },
};

/** A file called `name` of these lines. */
export function fileOf(name: string, ...lines: string[]): OwnFile {
  return { name, text: `${lines.join("\n")}\n` };
}
