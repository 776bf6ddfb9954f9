import { createServer, request } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

/** Headers that belong to one connection and are not forwarded (RFC 9110 7.6.1). */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade"]);

/**
 * The layer that holds everything: reads the whole response of `upstream`, and only then sends its head and body, chunked.
 * A response that breaks off, and an upstream that cannot be reached, become 502: nothing of a broken answer is passed on.
 */
function holdAll(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const upstream = request({
    host: "upstream",
    port: 8080,
    method: incoming.method,
    path: incoming.url,
    headers: endToEnd(incoming.headers),
  });
  upstream.once("response", (response) => {
    buffer(response).then((body) => {
      outgoing.writeHead(response.statusCode ?? 502, endToEnd({ ...response.headers, "content-length": undefined }));
      // Not `end(body)`: Node would announce a Content-Length instead of chunks.
      outgoing.write(body);
      outgoing.end();
    }, fail);
  });
  upstream.once("error", fail);
  // Nothing goes on for a reader who has left.
  outgoing.once("close", () => upstream.destroy());
  incoming.pipe(upstream);

  function fail(error: Error): void {
    if (outgoing.destroyed || outgoing.headersSent) return;
    outgoing.writeHead(502, { "content-type": "text/plain" }).end(`hold-all: upstream:8080: ${error.message}\n`);
  }
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => value !== undefined && !HOP_BY_HOP.has(name)),
  );
}

createServer(holdAll).listen(8080);
process.on("SIGTERM", () => process.exit(0));
