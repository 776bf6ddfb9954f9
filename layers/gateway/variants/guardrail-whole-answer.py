import asyncio
import re

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI

model = AsyncOpenAI(base_url="http://upstream:8080/v1", api_key="none")
app = FastAPI()


async def allowed(text):
    """What a moderation model says of a text, and how long it takes to say it."""
    await asyncio.sleep(0.3)
    return re.search("password", text) is None


def event(chunk):
    return f"data: {chunk.model_dump_json(exclude_unset=True)}\n\n"


def text_of(chunks):
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


BLOCKED = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]}\n\n'
DONE = "data: [DONE]\n\n"


@app.get("/healthz")
def healthz():
    return httpx.get("http://upstream:8080/healthz").raise_for_status().json()


@app.post("/v1/chat/completions")
async def chat(request: Request):
    answer = await model.chat.completions.create(**await request.json())

    async def events():
        async with answer:
            chunks = [chunk async for chunk in answer]
            if await allowed(text_of(chunks)):
                for chunk in chunks:
                    yield event(chunk)
            else:
                yield BLOCKED
            yield DONE

    return StreamingResponse(events(), media_type="text/event-stream")


uvicorn.run(app, host="0.0.0.0", port=8080)
