import type { Connection } from "./connection.ts";
import { NotCaptured, textOf } from "./content.ts";
import { bytesOf } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import { fastcgiExchanges, isFastcgi } from "./protocols/fastcgi.ts";
import { h2Exchanges, isH2 } from "./protocols/h2.ts";
import { http1Exchanges, isHttp1, requestsOf } from "./protocols/http1.ts";
import type { Message } from "./protocols/http1.ts";
import { isTls, tlsExchanges } from "./protocols/tls.ts";
import { piecesOf, turnsOf } from "./protocols/turns.ts";
import { isUwsgi, uwsgiExchanges } from "./protocols/uwsgi.ts";

type Parser = readonly [speaks: (first: Buffer) => boolean, parse: (connection: Connection) => Exchange[]];

/** By what a client says first. */
const PARSERS: readonly Parser[] = [
  [isTls, tlsExchanges],
  [isH2, h2Exchanges],
  [isHttp1, http1Exchanges],
  [isFastcgi, fastcgiExchanges],
  [isUwsgi, uwsgiExchanges],
];

/** In HTTP/2 a client says more than requests: WINDOW_UPDATE and the acknowledgements of SETTINGS and PING have 9 to 17 bytes. */
const SMALL_FRAMES = 40;

/** The requests and answers of a connection: by its protocol, or by turns where nobody knows it or the capture has lengths alone. */
export function exchangesOf(connection: Connection): Exchange[] {
  const { up, down } = connection;
  const first = up.segments[0]?.data;
  if (first === undefined) return [];
  const [, parse] = PARSERS.find(([speaks]) => speaks(first)) ?? [];
  try {
    if (parse) return parse(connection);
  } catch (error) {
    if (!(error instanceof NotCaptured)) throw error;
  }
  const h2 = isH2(first);
  const rules = { protocol: h2 ? "h2" : "turns", smallest: h2 ? SMALL_FRAMES : 0, shared: h2 } as const;
  const turns = turnsOf(connection, piecesOf(up.segments), piecesOf(down.segments), rules);
  const requests = isHttp1(first) ? requestsOf(connection) : [];
  return requests.length === turns.length ? turns.map((turn, index) => asked(turn, requests[index]!)) : turns;
}

/** An exchange whose answer cannot be read, but its request can: the capture kept the beginning of each packet. */
function asked(turn: Exchange, { startLine, body }: Message): Exchange {
  const requestBody = textOf(body);
  return { ...turn, path: startLine.split(" ")[1] ?? null, requestBody, requestBytes: bytesOf(body) };
}
