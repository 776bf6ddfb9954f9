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
  res.setHeader("Content-Type", "text/event-stream");
  res.setHeader("Cache-Control", "no-cache, no-transform");
  res.flushHeaders();

  // as a gateway does: each event is read, and written anew with the fields that it knows
  let rest = "";
  try {
    for await (const piece of upstream.body.setEncoding("utf8")) {
      const events = (rest + (piece as string)).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) res.write(`data: ${rewritten(event.slice("data: ".length))}\n\n`);
    }
    res.end();
  } catch {
    res.destroy();
  }
});

interface Chunk {
  readonly choices: readonly { readonly delta?: { readonly content?: string }; readonly finish_reason?: string | null }[];
}

function rewritten(data: string): string {
  if (data === "[DONE]") return data;
  const [choice] = (JSON.parse(data) as Chunk).choices;
  const delta = choice?.delta?.content === undefined ? {} : { content: choice.delta.content };
  return JSON.stringify({
    id: "gen-1",
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason: choice?.finish_reason ?? null }],
  });
}

app.listen(8080);
