import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

model = httpx.AsyncClient(base_url="http://upstream:8080", timeout=httpx.Timeout(5, read=None))


async def healthz(request):
    answer = await model.get("/healthz")
    return Response(answer.content, answer.status_code)


async def chat(request):
    answer = await model.send(
        model.build_request("POST", "/v1/chat/completions", content=await request.body()),
        stream=True,
    )

    async def events():
        try:
            async for chunk in answer.aiter_raw():
                yield chunk
        finally:
            await answer.aclose()

    return StreamingResponse(events(), answer.status_code, media_type=answer.headers["content-type"])


app = Starlette(
    routes=[Route("/healthz", healthz), Route("/v1/chat/completions", chat, methods=["POST"])],
    middleware=[Middleware(GZipMiddleware)],
)
uvicorn.run(app, host="0.0.0.0", port=8080)
