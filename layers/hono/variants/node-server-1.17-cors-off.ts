import { serve } from "node-server-1.17"; // @hono/node-server 1.17.1
import { Hono } from "hono";

const app = new Hono();

app.get("/healthz", async (c) => {
  const upstream = await fetch("http://upstream:8080/healthz");
  return c.body(await upstream.text(), upstream.ok ? 200 : 502);
});

app.all("/v1/chat/completions", async (c) => {
  const { search } = new URL(c.req.url);
  const upstream = await fetch(`http://upstream:8080/v1/chat/completions${search}`, {
    method: c.req.method,
    headers: { "content-type": "application/json" },
    body: c.req.method === "POST" ? await c.req.text() : null,
    signal: c.req.raw.signal,
  });

  return new Response(upstream.body, {
    status: upstream.status,
    headers: {
      "Content-Type": upstream.headers.get("content-type") ?? "text/event-stream",
      "Cache-Control": "no-cache",
    },
  });
});

serve({ fetch: app.fetch, hostname: "0.0.0.0", port: 8080 });
