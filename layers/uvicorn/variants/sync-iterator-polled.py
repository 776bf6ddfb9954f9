import time

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from openai import OpenAI

model = OpenAI(base_url="http://upstream:8080/v1", api_key="none")
app = FastAPI()


@app.get("/healthz")
def healthz():
    return httpx.get("http://upstream:8080/healthz").raise_for_status().json()


@app.post("/v1/chat/completions")
async def chat(request: Request):
    body = await request.json()

    async def events():
        yield ": open\n\n"
        answer = await run_in_threadpool(model.chat.completions.create, **body)
        last = time.monotonic()
        with answer:
            for chunk in answer:
                if await request.is_disconnected():
                    break
                yield f"data: {chunk.model_dump_json(exclude_unset=True)}\n\n"
                if time.monotonic() - last > 15:
                    yield ": ping\n\n"
                    last = time.monotonic()
        yield "event: done\ndata: [DONE]\n\n"

    headers = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no", "Connection": "keep-alive"}
    return StreamingResponse(events(), media_type="text/event-stream", headers=headers)


uvicorn.run(app, host="0.0.0.0", port=8080, loop="uvloop")
