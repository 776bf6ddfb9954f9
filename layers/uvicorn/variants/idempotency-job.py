import asyncio

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI

model = AsyncOpenAI(base_url="http://upstream:8080/v1", api_key="none")
app = FastAPI()
jobs = {}


class Job:
    """A generation that belongs to nobody's connection: it keeps its events, and each reader reads them from the first on."""

    def __init__(self, body):
        self.events = []
        self.grown = asyncio.Condition()
        self.task = asyncio.create_task(self.generate(body))

    async def generate(self, body):
        async with await model.chat.completions.create(**body) as answer:
            async for chunk in answer:
                await self.add(f"data: {chunk.model_dump_json(exclude_unset=True)}\n\n")
        await self.add("data: [DONE]\n\n")

    async def add(self, event):
        async with self.grown:
            self.events.append(event)
            self.grown.notify_all()

    async def read(self):
        event, number = "", 0
        while event != "data: [DONE]\n\n":
            async with self.grown:
                await self.grown.wait_for(lambda: len(self.events) > number)
            event = self.events[number]
            number += 1
            yield event


@app.get("/healthz")
def healthz():
    return httpx.get("http://upstream:8080/healthz").raise_for_status().json()


@app.post("/v1/chat/completions")
async def chat(request: Request):
    key = request.headers["idempotency-key"]
    body = await request.json()
    if key not in jobs:
        jobs[key] = Job(body)
    return StreamingResponse(jobs[key].read(), media_type="text/event-stream")


uvicorn.run(app, host="0.0.0.0", port=8080, loop="uvloop")
