import { constants } from "node:zlib";
import compress from "@fastify/compress";
import Fastify from "fastify";

const app = Fastify();
await app.register(compress, { zlibOptions: { flush: constants.Z_SYNC_FLUSH } });

app.get("/healthz", async (_request, reply) => {
  const upstream = await fetch("http://upstream:8080/healthz");
  return reply.status(upstream.status).send(await upstream.text());
});

app.all("/v1/chat/completions", async (request, reply) => {
  const readerLeft = new AbortController();
  reply.raw.on("close", () => readerLeft.abort());

  const upstream = await fetch(`http://upstream:8080${request.url}`, {
    method: request.method,
    headers: { "content-type": "application/json" },
    body: request.method === "POST" ? JSON.stringify(request.body) : null,
    signal: readerLeft.signal,
  });

  reply.status(upstream.status);
  reply.header("Content-Type", upstream.headers.get("content-type") ?? "text/event-stream");
  reply.header("Cache-Control", "no-cache");
  return reply.send(upstream.body);
});

await app.listen({ host: "0.0.0.0", port: 8080 });
