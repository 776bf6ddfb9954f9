import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import express from "express";

const app = express();
app.use(express.json());

app.get("/healthz", async (_req, res) => {
  const upstream = await fetch("http://upstream:8080/healthz");
  res.status(upstream.status).send(await upstream.text());
});

app.all("/v1/chat/completions", async (req, res) => {
  const readerLeft = new AbortController();
  res.on("close", () => readerLeft.abort());

  const upstream = await fetch(`http://upstream:8080${req.originalUrl}`, {
    method: req.method,
    headers: { "content-type": "application/json" },
    body: req.method === "POST" ? JSON.stringify(req.body) : null,
    signal: readerLeft.signal,
  });
  await log(upstream.clone());

  res.status(upstream.status);
  res.setHeader("Content-Type", upstream.headers.get("content-type") ?? "text/event-stream");
  res.setHeader("Cache-Control", "no-cache, no-transform");
  res.flushHeaders();
  await pipeline(Readable.fromWeb(upstream.body!), res).catch(() => res.destroy());
});

async function log(answer: Response): Promise<void> {
  const text = await answer.text();
  console.log(`model answered ${answer.status}: ${text.length} characters`);
}

app.listen(8080);
