import express from "express";
import { request } from "undici";

const app = express();
app.use(express.json());

app.get("/healthz", async (_req, res) => {
  const upstream = await request("http://upstream:8080/healthz");
  res.status(upstream.statusCode).send(await upstream.body.text());
});

app.all("/v1/chat/completions", async (req, res) => {
  const readerLeft = new AbortController();
  res.on("close", () => readerLeft.abort());

  const upstream = await request(`http://upstream:8080${req.originalUrl}`, {
    method: req.method as "GET" | "POST",
    headers: { "content-type": "application/json" },
    body: req.method === "POST" ? JSON.stringify(req.body) : null,
    signal: readerLeft.signal,
    bodyTimeout: 0,
    headersTimeout: 0,
  });

  res.status(upstream.statusCode);
  res.setHeader("Content-Type", upstream.headers["content-type"] ?? "text/event-stream");
  res.setHeader("Cache-Control", "no-cache, no-transform");
  res.flushHeaders();

  try {
    for await (const chunk of upstream.body) {
      if (!res.write(chunk)) break; // "the client has disconnected"
    }
    res.end();
  } catch {
    res.destroy();
  }
});

app.listen(8080);
