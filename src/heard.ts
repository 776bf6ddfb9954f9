import type { Located, NameOf } from "./hops/index.ts";
import type { PlaceOf } from "./verify/compose/lines.ts";
import type { Behind, Heard } from "./verify/compose/loop.ts";
import type { ComposeModel } from "./verify/compose/model.ts";
import { entryAt } from "./verify/compose/plan.ts";

/** Who asks a stack, and who answers at its end: one container, and two names in the table of hops. */
export const ENDS = { reader: "reader", model: "mock-llm" } as const;

/**
 * Who is who in a stack's packets. The instrument is both ends: the reader where it asks, the model where it is asked.
 * @param own the instrument's addresses
 * @param others names of everybody else
 */
export function namesInStack(own: readonly string[], others: NameOf): NameOf {
  return (address, port) =>
    own.includes(address) ? (port === null ? ENDS.reader : ENDS.model) : others(address, port);
}

/** The answer that the instrument's reader got, and where each service behind the first was asked for it. */
export function heardIn(located: readonly Located[], services: ComposeModel["services"], place: PlaceOf): Heard {
  const ours = located.filter(({ chain }) => chain.reader === ENDS.reader && chain.hops.length > 0);
  const [found] = ours.toSorted((a, b) => b.chain.origin.steps - a.chain.origin.steps);
  if (found === undefined) return { chain: null, behind: [] };
  const behind = found.way.slice(1).flatMap(({ server, exchange }): Behind[] => {
    // what is asked in another protocol cannot be asked by a reader of HTTP
    const tls = exchange.protocol === "tls";
    if (services[server] === undefined || !(tls || exchange.protocol === "http1")) return [];
    return [{ entry: entryAt(services, place, server, exchange.connection.server.port, tls), path: exchange.path }];
  });
  return { chain: found.chain, behind };
}
