import type { Product } from "../../../src/verify/product.ts";
import { candidates, scaled, suspects } from "./candidates.ts";
import { detect } from "./detect.ts";
import type { NginxRoute } from "./edits.ts";
import { place } from "./place.ts";
import { refuses } from "./refuses.ts";
import { routesOf } from "./routes.ts";
import { rules } from "./rules.ts";
import { treatments } from "./treatments.ts";
import { variablesOf } from "./variables.ts";

const versions = ["1.26.3", "1.31.3"] as const;

/** nginx for `./lab verify`. Its routes carry what their edits are made of, so edits are asked with routes that came from here. */
export const product: Product = {
  name: "nginx",
  versions,
  detect,
  refuses,
  variables: variablesOf,
  place,
  treatments,
  routes: (files, dump, version = versions[0]) => routesOf(files, dump, version),
  candidates: (route, fault) => candidates(route as NginxRoute, fault),
  suspects: (route) => suspects(route as NginxRoute),
  scaled: (route, limit, seconds) => scaled(route as NginxRoute, limit, seconds),
  // of the upstream's response; nginx takes it away
  appHeaders: [{ "X-Accel-Buffering": "no" }],
  rules,
};
