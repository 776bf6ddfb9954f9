import { placesOf } from "../model/experiment.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import { hostOfPlace, layerOfPlace } from "../model/words.ts";

/** The places of a side, by the service that runs each: `broken-nginx` -> `nginx`. */
export type Places = ReadonlyMap<string, string>;

type Wanted = Pick<ResolvedSide, "name" | "path" | "beside" | "readers" | "acts" | "versions" | "configs">;

/**
 * The service that runs a place. Sides that stand together are one Compose project, so a service is called after its side too. It is a host name:
 * one that ended in a number (`nginx.http-1.1`) would be a malformed IPv4 address (WHATWG URL, "host parsing"), and one in `.app` is asked
 * over https by a browser, whatever its URL says (HSTS preload list). What serves all sides at once is called after what it runs (`mock-llm`,
 * `chromium_fetch-reader`).
 */
export function serviceOf(side: Wanted, place: string, layers: Layers): string {
  const host = hostOfPlace(place);
  if (!isShared(side, place, layers)) return `${side.name}-${host}`;
  const config = side.configs[place];
  return config === undefined ? host : `${host}_${config.name}`;
}

/** Whether any side of a stack can use it: it says so, keeps their runs apart, and this side does nothing to it. */
export function isShared({ path, acts, versions, configs }: Wanted, place: string, layers: Layers): boolean {
  const layer = layers.get(layerOfPlace(place));
  if (layer?.shared !== true) return false;
  if (place in versions || configs[place]?.source === "given" || acts.some((act) => act.layer === place)) return false;
  // where a reader asks the model itself, only its own address tells whose packets these are
  return !layer.reader || path.length > 1;
}

/** All of a side's services. */
export function servicesOf(side: Wanted, layers: Layers): Places {
  return new Map(placesOf(side).map((place) => [serviceOf(side, place, layers), place]));
}
