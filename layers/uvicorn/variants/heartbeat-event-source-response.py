import fastapi.routing
import httpx
import uvicorn
from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent
from openai import AsyncOpenAI

# 15 s in FastAPI, for limits of 60 s; there is no public setting, so this is for limits of a second
fastapi.routing._PING_INTERVAL = 0.5

model = AsyncOpenAI(base_url="http://upstream:8080/v1", api_key="none")
app = FastAPI()


@app.get("/healthz")
def healthz():
    return httpx.get("http://upstream:8080/healthz").raise_for_status().json()


@app.post("/v1/chat/completions", response_class=EventSourceResponse)
async def chat(body: dict):
    async with await model.chat.completions.create(**body) as answer:
        async for chunk in answer:
            yield ServerSentEvent(raw_data=chunk.model_dump_json(exclude_unset=True))
    yield ServerSentEvent(raw_data="[DONE]")


uvicorn.run(app, host="0.0.0.0", port=8080, loop="uvloop")
