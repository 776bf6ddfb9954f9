import { placesOf } from "../model/experiment.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import { MOCK } from "../model/wire.ts";
import { hostOfPlace } from "../model/words.ts";

/** The places of a side, by the service that runs each: `nginx.broken` -> `nginx`. */
export type Places = ReadonlyMap<string, string>;

type Wanted = Pick<ResolvedSide, "name" | "path" | "beside" | "readers" | "acts" | "versions" | "configs">;

/**
 * The service that runs a place. Sides that stand together are one Compose project, so a service is called after its side too. They share
 * one mock, which keeps their runs apart by their ids; a side that wants something else of it has its own.
 */
export function serviceOf(side: Wanted, place: string): string {
  return place === MOCK && !hasOwnMock(side) ? MOCK : `${hostOfPlace(place)}.${side.name}`;
}

function hasOwnMock({ acts, versions, configs }: Wanted): boolean {
  return MOCK in versions || MOCK in configs || acts.some(({ layer }) => layer === MOCK);
}

/** All of a side's services. */
export function servicesOf(side: Wanted): Places {
  return new Map(placesOf(side).map((place) => [serviceOf(side, place), place]));
}
