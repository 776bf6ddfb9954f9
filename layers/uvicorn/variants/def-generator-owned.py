import httpx
import uvicorn
from fastapi import FastAPI
from fastapi.concurrency import iterate_in_threadpool
from fastapi.responses import StreamingResponse
from openai import OpenAI

model = OpenAI(base_url="http://upstream:8080/v1", api_key="none")
app = FastAPI()


@app.get("/healthz")
def healthz():
    return httpx.get("http://upstream:8080/healthz").raise_for_status().json()


@app.post("/v1/chat/completions")
def chat(body: dict):
    answer = model.chat.completions.create(**body)

    def events():
        with answer:
            for chunk in answer:
                yield f"data: {chunk.model_dump_json(exclude_unset=True)}\n\n"
            yield "data: [DONE]\n\n"

    async def owned():
        generator = events()
        try:
            async for event in iterate_in_threadpool(generator):
                yield event
        finally:
            generator.close()

    return StreamingResponse(owned(), media_type="text/event-stream")


uvicorn.run(app, host="0.0.0.0", port=8080, loop="uvloop")
