import type { NameOf } from "./hops/index.ts";
import { LabError } from "./model/error.ts";

/**
 * Who is who.
 * @param map `172.20.0.3=nginx`, or with a port where several listen at one address: `127.0.0.1:9000=php-fpm`
 * @param known names by address; the map overrides them
 * @param shared names of networks that several are in, by address: there the port tells who is asked
 * @throws LabError usage for an entry that is none
 */
export function namesFrom(
  map: readonly string[],
  known: ReadonlyMap<string, string> = new Map(),
  shared: ReadonlyMap<string, string> = new Map(),
): NameOf {
  const mapped = new Map(map.map(entryOf));
  return (address, port) => {
    const [plain] = address.split("%") as [string];
    const given = (port === null ? undefined : mapped.get(`${plain}:${port}`)) ?? mapped.get(plain);
    const network = shared.get(address);
    if (network === undefined) return given ?? known.get(address) ?? plain;
    return { name: port === null ? network : (given ?? `${network}:${port}`), network };
  };
}

function entryOf(entry: string): readonly [address: string, name: string] {
  const [, address, name] = /^(\S+?)=(\S+)$/.exec(entry) ?? [];
  if (address && name) return [address, name];
  throw new LabError("usage", "--map says who has an address", {
    observed: entry,
    limit: "ADDRESS=NAME, as in 172.20.0.3=nginx",
  });
}
