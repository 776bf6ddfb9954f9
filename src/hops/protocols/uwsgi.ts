import type { Connection } from "../connection.ts";
import { Content } from "../content.ts";
import type { Exchange } from "../exchange.ts";
import { exchangeOf, messagesOf } from "./http1.ts";

/** A packet of the uwsgi protocol begins with modifier 0, a length (little endian) and modifier 0. */
export function isUwsgi(first: Buffer): boolean {
  return (
    first.length >= 8 && first[0] === 0 && first[3] === 0 && first.readUInt16LE(1) > 0 && first.readUInt16LE(4) < 64
  );
}

/** One request a connection; the answer is plain HTTP/1. @throws NotCaptured */
export function uwsgiExchanges(connection: Connection): Exchange[] {
  const up = new Content(connection.up.segments);
  const atNs = up.atNs;
  const header = up.read(4);
  const vars = header === null ? null : up.read(header.readUInt16LE(1));
  if (vars === null) return [];
  const request = { startLine: `POST ${uriOf(vars) ?? ""}`, atNs, body: up.take(Infinity) };
  const [response = null] = messagesOf(new Content(connection.down.segments), () => false);
  return [exchangeOf(connection, "uwsgi", request, response)];
}

function uriOf(vars: Buffer): string | null {
  const words: string[] = [];
  for (let at = 0; at + 2 <= vars.length;) {
    const length = vars.readUInt16LE(at);
    words.push(vars.toString("latin1", at + 2, at + 2 + length));
    at += 2 + length;
  }
  const name = words.findIndex((word, index) => index % 2 === 0 && word === "REQUEST_URI");
  return name < 0 ? null : (words[name + 1] ?? null);
}
