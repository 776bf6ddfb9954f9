"""An API that relays a model's answer, and the model: twenty events, 100 ms apart."""
import asyncio
import json
import os
import random

import httpx
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse

MODEL = os.environ.get("MODEL", "http://model:9000")
app = FastAPI()
model = FastAPI()


@app.get("/chat")
async def chat():
    async def relay():
        async with httpx.AsyncClient(timeout=60) as client:
            async with client.stream("GET", f"{MODEL}/generate") as answer:
                async for piece in answer.aiter_raw():
                    yield piece

    return StreamingResponse(relay(), media_type="text/event-stream")


@app.get("/collected")
async def collected():
    async with httpx.AsyncClient(timeout=60) as client:
        answer = await client.get(f"{MODEL}/generate")
    return Response(answer.content, media_type="text/event-stream")


@model.get("/generate")
async def generate():
    async def events():
        for number in range(20):
            await asyncio.sleep(0.1)
            words = " ".join(random.choice("abcdefgh") * 5 for _ in range(12))
            yield f"data: {json.dumps({'n': number, 'text': words})}\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")
