import type { Product } from "../../../src/verify/product.ts";
import { candidates, scaled, suspects } from "./candidates.ts";
import { detect, refuses, variables } from "./detect.ts";
import { place } from "./place.ts";
import { routesOf } from "./routes.ts";
import { rules } from "./rules.ts";
import { treatments } from "./treatments.ts";

/** Apache httpd, read by its directives: `apache2 -t` checks, and no command prints a config with its lines. */
export const product: Product = {
  name: "apache",
  versions: ["2.4"],
  detect,
  refuses,
  variables,
  place,
  treatments,
  routes: (files) => routesOf(files),
  candidates,
  suspects,
  scaled,
  rules,
};
