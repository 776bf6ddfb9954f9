"""An API that relays a model's answer, and the model: twenty events, 100 ms apart."""
import asyncio
import json
import random

import httpx
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()
model = FastAPI()


@app.get("/chat")
async def chat():
    async def relay():
        async with httpx.AsyncClient(timeout=60) as client:
            async with client.stream("GET", "http://model:9000/generate") as answer:
                async for piece in answer.aiter_raw():
                    yield piece

    return StreamingResponse(relay(), media_type="text/event-stream")


@model.get("/generate")
async def generate():
    async def events():
        for number in range(20):
            await asyncio.sleep(0.1)
            words = " ".join(random.choice("abcdefgh") * 5 for _ in range(12))
            yield f"data: {json.dumps({'n': number, 'text': words})}\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")
