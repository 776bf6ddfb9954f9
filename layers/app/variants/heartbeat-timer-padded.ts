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

  // a comment of more than one page (4 KiB), so that it fills the buffer of a hop that holds
  const ping = `: ${" ".repeat(4200)}\n\n`;
  let betweenEvents = true;
  const heartbeat = setInterval(() => {
    if (betweenEvents) res.write(ping);
  }, 500);
  try {
    for await (const chunk of upstream.body) {
      betweenEvents = String(chunk).endsWith("\n\n");
      res.write(chunk);
    }
    res.end();
  } catch {
    res.destroy();
  } finally {
    clearInterval(heartbeat);
  }
});

app.listen(8080);
