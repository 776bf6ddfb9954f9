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
    let block = Buffer.alloc(0);
    for await (const chunk of upstream.body) {
      block = Buffer.concat([block, chunk]);
      while (block.length >= 4096) {
        res.write(block.subarray(0, 4096));
        block = block.subarray(4096);
      }
    }
    res.end(block);
  } catch {
    res.destroy();
  }
});

app.listen(8080);
