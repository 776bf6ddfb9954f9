import asyncio
import hashlib

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI

model = AsyncOpenAI(base_url="http://upstream:8080/v1", api_key="none")
app = FastAPI()
jobs = {}
DONE = "event: done\ndata: [DONE]\n\n"


class Job:
    """A generation that belongs to nobody's connection: it keeps its events, and each reader reads on behind the last one it had."""

    def __init__(self, asked):
        self.events = []
        self.grown = asyncio.Condition()
        self.task = asyncio.create_task(self.generate(asked))

    async def generate(self, asked):
        async with await model.chat.completions.create(model="any", stream=True, **asked) as answer:
            async for chunk in answer:
                await self.add(f"data: {chunk.model_dump_json(exclude_unset=True)}\n\n")
        await self.add(DONE)

    async def add(self, event):
        async with self.grown:
            self.events.append(event)
            self.grown.notify_all()

    async def read(self, number):
        event = ""
        while event != DONE:
            async with self.grown:
                await self.grown.wait_for(lambda: len(self.events) > number)
            event = self.events[number]
            number += 1
            yield f"id: {number}\n{event}"


@app.get("/healthz")
def healthz():
    return httpx.get("http://upstream:8080/healthz").raise_for_status().json()


@app.get("/v1/chat/completions")
async def chat(request: Request, cid: str, prompt: str, user: str = ""):
    key = hashlib.sha256(f"{cid}:{prompt}".encode()).hexdigest()
    if key not in jobs:
        jobs[key] = Job({"messages": [{"role": "user", "content": prompt}], "user": user})
    last = int(request.headers.get("last-event-id", 0))
    return StreamingResponse(jobs[key].read(last), media_type="text/event-stream")


uvicorn.run(app, host="0.0.0.0", port=8080, loop="uvloop")
