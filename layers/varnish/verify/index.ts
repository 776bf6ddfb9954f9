import type { Product } from "../../../src/verify/product.ts";
import { candidates, scaled, suspects } from "./candidates.ts";
import { detect, refuses, variables } from "./detect.ts";
import { place } from "./place.ts";
import { routesOf } from "./routes.ts";
import { rules } from "./rules.ts";
import { complaint, treatments } from "./treatments.ts";

/** Varnish, read as the program that VCL is: `varnishd -C` checks, and no command tells what it makes of a request. */
export const product: Product = {
  name: "varnish",
  versions: ["7.7.0"],
  detect,
  refuses,
  variables,
  place,
  treatments,
  complaint,
  routes: (files) => routesOf(files),
  candidates,
  suspects,
  scaled,
  rules,
};
