import type { OwnFile, SideService } from "../../../src/verify/product.ts";
import { configOf, routersOf } from "./config.ts";
import { entriesFor, entriesOf } from "./entries.ts";
import { middlewaresOf } from "./middlewares.ts";

/** Services that forwardAuth asks about each request, of routers that do so: a 200 of theirs lets it pass. */
export function servicesOf(files: readonly OwnFile[]): SideService[] {
  const config = configOf(files);
  const entries = entriesOf(config);
  const asked = routersOf(config)
    .flatMap(([, router]) => middlewaresOf(config, router, entriesFor(router, entries)))
    .filter(({ type }) => type === "forwardAuth")
    .flatMap(({ spot }) => {
      const [, scheme, host, port] = /^(https?):\/\/([\w.-]+)(?::(\d+))?/.exec(spot.get("address")?.text ?? "") ?? [];
      if (host === undefined) return [];
      return [{ host, port: Number(port ?? (scheme === "https" ? 443 : 80)), speaks: "http" as const }];
    });
  return [...new Map(asked.map((one) => [`${one.host}:${one.port}`, one])).values()];
}
