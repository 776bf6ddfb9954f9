"""The same relay for an ASGI worker: Starlette, and httpx that never blocks the event loop."""

from contextlib import asynccontextmanager, suppress

import httpx
from starlette.applications import Starlette
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

http = httpx.AsyncClient(base_url="http://upstream:8080", timeout=httpx.Timeout(5, read=None))


@asynccontextmanager
async def lifespan(app):
    # httpx imports much at its first request; done here, no worker's first reader waits for it
    with suppress(httpx.TransportError):
        await http.get("/healthz")
    yield


async def healthz(request):
    upstream = await http.get("/healthz")
    return Response(upstream.content, upstream.status_code)


async def chat(request):
    upstream = await http.send(
        http.build_request(
            request.method,
            request.url.path,
            params=request.query_params,
            content=await request.body(),
            headers={"Content-Type": "application/json"},
        ),
        stream=True,
    )

    async def events():
        try:
            async for chunk in upstream.aiter_raw():
                yield chunk
        finally:
            await upstream.aclose()

    return StreamingResponse(
        events(),
        upstream.status_code,
        headers={"Cache-Control": "no-cache", "Content-Type": upstream.headers["content-type"]},
    )


app = Starlette(
    routes=[Route("/healthz", healthz), Route("/v1/chat/completions", chat, methods=["GET", "POST"])],
    lifespan=lifespan,
)
