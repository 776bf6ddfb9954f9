import type { NameOf } from "../../hops/index.ts";
import { LabError } from "../../model/error.ts";

/**
 * Who is who.
 * @param map `172.20.0.3=nginx`, or with a port where several listen at one address: `127.0.0.1:9000=php-fpm`
 * @param known names by address; the map overrides them
 * @throws LabError usage for an entry that is none
 */
export function namesFrom(map: readonly string[], known: ReadonlyMap<string, string> = new Map()): NameOf {
  const names = new Map(known);
  for (const entry of map) {
    const [, address, name] = /^(\S+?)=(\S+)$/.exec(entry) ?? [];
    if (!address || !name) {
      throw new LabError("usage", "--map says who has an address", {
        observed: entry,
        limit: "ADDRESS=NAME, as in 172.20.0.3=nginx",
      });
    }
    names.set(address, name);
  }
  return (address, port) => names.get(`${address}:${port}`) ?? names.get(address) ?? address;
}
