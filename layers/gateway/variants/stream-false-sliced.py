import json
import re

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI

model = AsyncOpenAI(base_url="http://upstream:8080/v1", api_key="none")
app = FastAPI()


def event(answer, text, finish=None):
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return f"data: {json.dumps({'id': answer.id, 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n"


@app.get("/healthz")
def healthz():
    return httpx.get("http://upstream:8080/healthz").raise_for_status().json()


@app.post("/v1/chat/completions")
async def chat(request: Request):
    asked = await request.json()

    async def events():
        answer = await model.chat.completions.create(**asked | {"stream": False})
        for word in re.findall(r"\s*\S+", answer.choices[0].message.content):
            yield event(answer, word)
        yield event(answer, "", "stop")
        yield "data: [DONE]\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


uvicorn.run(app, host="0.0.0.0", port=8080)
