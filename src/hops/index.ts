import type { HopChain } from "../model/hop.ts";
import { readCaptures } from "./captures.ts";
import type { Capture } from "./captures.ts";
import { judgeWay, waysOf } from "./chain.ts";
import type { Way } from "./chain.ts";
import type { Limits } from "./connection.ts";
import { curveOf } from "./curve.ts";
import { exchangesOf } from "./exchanges.ts";
import { pairsOf } from "./pair.ts";
import type { Call } from "./pair.ts";

export type { Capture } from "./captures.ts";
export type { Way } from "./chain.ts";

/** An end in a network that several share: its name, by its port, and the network's. Whoever is asked there may be who asks on. */
export interface Sharer {
  readonly name: string;
  readonly network: string;
}

/**
 * What an end of a connection is called: a hop, a reader; several addresses may have one name.
 * @param port of a server; null: a client, whose port tells nothing
 */
export type NameOf = (address: string, port: number | null) => string | Sharer;

/** An answer, with what its hops did to it. */
export interface Located {
  readonly way: Way;
  readonly chain: HopChain;
}

/** What was found in some captures. */
export interface Hops {
  /** ns since 1970 of the captures' first packet, which all times of the ways count from. */
  readonly originNs: bigint;
  readonly located: readonly Located[];
}

/**
 * From packets to a verdict for each hop of each answer.
 * @param limits what may be kept in memory; a test sets them lower
 * @param growing the captures are being written: their end is no end
 * @throws LabError capture_unreadable
 */
export async function hopsOf(
  captures: readonly Capture[],
  nameOf: NameOf,
  limits?: Limits,
  growing = false,
): Promise<Hops> {
  const { connections, originNs, lastNs } = await readCaptures(captures, limits, growing);
  const calls: Call[] = [];
  for (const exchange of connections.flatMap(exchangesOf)) {
    const { client, server } = exchange.connection;
    const [by, to] = [sharerOf(nameOf(client.address, null)), sharerOf(nameOf(server.address, server.port))];
    const ends = { client: by.name, clientAt: by.network, server: to.name, serverAt: to.network };
    calls.push({ ...ends, exchange, curve: await curveOf(exchange, lastNs) });
  }
  const pairs = pairsOf(calls);
  return { originNs, located: waysOf(calls, pairs).map((way) => ({ way, chain: judgeWay(way, calls, pairs) })) };
}

/** Who shares its network with nobody is its network. */
function sharerOf(end: string | Sharer): Sharer {
  return typeof end === "string" ? { name: end, network: end } : end;
}
