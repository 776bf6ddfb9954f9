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


@app.get("/v1/chat/completions")
async def chat(request: Request, cid: str, prompt: str, user: str = ""):
    async def events():
        yield ": open\n\n"
        answer = await run_in_threadpool(
            model.chat.completions.create,
            model="any",
            messages=[{"role": "user", "content": prompt}],
            stream=True,
            user=user,
        )
        with answer:
            for chunk in answer:
                if await request.is_disconnected():
                    break
                yield f"data: {chunk.model_dump_json(exclude_unset=True)}\n\n"
        yield "event: done\ndata: [DONE]\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


uvicorn.run(app, host="0.0.0.0", port=8080, loop="uvloop")
