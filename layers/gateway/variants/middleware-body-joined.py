import logging

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse

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
    body = b"".join([chunk async for chunk in response.body_iterator])
    logging.warning("%s %d %d bytes", request.url.path, response.status_code, len(body))
    return Response(body, response.status_code, headers=dict(response.headers))


uvicorn.run(app, host="0.0.0.0", port=8080)
