import type { Product } from "../../../src/verify/product.ts";
import { candidates, scaled, suspects } from "./cures.ts";
import { detect, refuses } from "./detect.ts";
import { place } from "./place.ts";
import { routesOf } from "./routes.ts";
import { rules } from "./rules.ts";
import { treatments } from "./treatments.ts";
import { variablesOf } from "./variables.ts";

/** Traefik, read from the YAML of its file provider, with or without its static file. It has no command that prints what it understood. */
export const product: Product = {
  name: "traefik",
  versions: ["3.7.15", "3.3.5", "3.3.4"],
  detect,
  refuses,
  variables: variablesOf,
  place,
  treatments,
  routes: routesOf,
  candidates,
  suspects,
  scaled,
  rules,
};
