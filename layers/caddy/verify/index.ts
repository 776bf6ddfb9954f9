import type { Product } from "../../../src/verify/product.ts";
import { candidates, scaled, suspects } from "./candidates.ts";
import { detect, refuses, variables } from "./detect.ts";
import { place } from "./place.ts";
import { routesOf } from "./routes.ts";
import { rules } from "./rules.ts";
import { treatments } from "./treatments.ts";

/** Caddy, read from its Caddyfile for the lines; `caddy adapt` says where a path goes, and `caddy validate` whether it loads. */
export const product: Product = {
  name: "caddy",
  versions: ["2.6.2", "2.8.4", "2.9.1", "2.11.7"],
  detect,
  refuses,
  variables,
  place,
  treatments,
  routes: routesOf,
  candidates,
  suspects,
  scaled,
  rules,
};
