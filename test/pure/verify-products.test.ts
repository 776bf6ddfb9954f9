import { expect, test } from "vitest";
import { product as apache } from "../../layers/apache/verify/index.ts";
import { product as caddy } from "../../layers/caddy/verify/index.ts";
import { product as envoy } from "../../layers/envoy/verify/index.ts";
import { product as haproxy } from "../../layers/haproxy/verify/index.ts";
import { product as nginx } from "../../layers/nginx/verify/index.ts";
import { product as traefik } from "../../layers/traefik/verify/index.ts";
import { product as varnish } from "../../layers/varnish/verify/index.ts";
import { SAMPLES } from "./verify-samples.ts";

const PRODUCTS = [apache, caddy, envoy, haproxy, nginx, traefik, varnish];

test.for(Object.entries(SAMPLES))("%s is its own product's, and no other's", ([name, file]) => {
  const likely = PRODUCTS.filter((product) => product.detect(file) > 0.5).map((product) => product.name);
  expect(likely).toEqual(PRODUCTS.some((product) => product.name === name) ? [name] : []);
});

test("ids of rules are unique, and begin with their product", () => {
  const ids = PRODUCTS.flatMap(({ name, rules }) => rules.map(({ id }) => [name, id] as const));
  expect(ids.filter(([name, id]) => !id.startsWith(`${name}/`))).toEqual([]);
  expect(new Set(ids.map(([, id]) => id)).size).toBe(ids.length);
});
