import logging

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

model = httpx.AsyncClient(base_url="http://upstream:8080", timeout=httpx.Timeout(5, read=None))
app = FastAPI()
JSON = {"content-type": "application/json"}


@app.get("/healthz")
async def healthz():
    return (await model.get("/healthz")).raise_for_status().json()


@app.post("/v1/chat/completions")
async def chat(request: Request):
    answer = await model.send(
        model.build_request("POST", request.url.path, content=await request.body(), headers=JSON),
        stream=True,
    )

    async def events():
        try:
            async for chunk in answer.aiter_raw():
                yield chunk
        finally:
            await answer.aclose()

    return StreamingResponse(events(), answer.status_code, media_type=answer.headers["content-type"])


@app.middleware("http")
async def log(request: Request, call_next):
    response = await call_next(request)
    response.body_iterator = logged(request, response.status_code, response.body_iterator)
    return response


async def logged(request, status, chunks):
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        yield chunk
    logging.warning("%s %d %d bytes", request.url.path, status, size)


uvicorn.run(app, host="0.0.0.0", port=8080)
