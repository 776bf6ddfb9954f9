import type { Product } from "../../../src/verify/product.ts";
import { detect, refuses, variables } from "./detect.ts";
import type { EnvoyLimit } from "./limits.ts";
import { place } from "./place.ts";
import { type EnvoyRoute, routesOf } from "./routes.ts";
import { rules } from "./rules.ts";
import { fill } from "../../../src/verify/slots.ts";
import { treatments } from "./treatments.ts";

/** Envoy, read from its YAML: the bootstrap, and the files that it watches. */
export const product: Product = {
  name: "envoy",
  versions: ["1.40.0"],
  detect,
  refuses,
  variables,
  place,
  treatments,
  routes: (files) => routesOf(files),
  candidates: (route, fault) => (route as EnvoyRoute).edits.cures[fault],
  suspects: (route) => (route as EnvoyRoute).edits.suspects,
  scaled: (_route, limit, seconds) => {
    const { slot } = limit as EnvoyLimit;
    return slot === null ? null : fill(slot, `${seconds}s`);
  },
  rules,
};
