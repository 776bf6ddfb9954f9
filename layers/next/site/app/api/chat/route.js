export async function POST(request) {
  const upstream = await fetch("http://upstream:8080/v1/chat/completions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: await request.text(),
    signal: request.signal,
  });

  return new Response(upstream.body, {
    status: upstream.status,
    headers: {
      "Content-Type": upstream.headers.get("content-type"),
      "Cache-Control": "no-cache",
    },
  });
}
