from contextlib import asynccontextmanager

import aiohttp
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse


@asynccontextmanager
async def lifespan(app):
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=5)
    async with aiohttp.ClientSession("http://upstream:8080", timeout=timeout) as app.state.model:
        yield


app = FastAPI(lifespan=lifespan)
JSON = {"content-type": "application/json"}


@app.get("/healthz")
async def healthz():
    async with app.state.model.get("/healthz", raise_for_status=True) as answer:
        return await answer.json()


@app.post("/v1/chat/completions")
async def chat(request: Request):
    answer = await app.state.model.post(request.url.path, data=await request.body(), headers=JSON)

    async def events():
        async with answer:
            async for chunk in answer.content.iter_chunked(1024):
                yield chunk

    return StreamingResponse(events(), answer.status, media_type=answer.headers["content-type"])


uvicorn.run(app, host="0.0.0.0", port=8080)
