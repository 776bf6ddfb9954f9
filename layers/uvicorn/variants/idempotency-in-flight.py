import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from openai import AsyncOpenAI

model = AsyncOpenAI(base_url="http://upstream:8080/v1", api_key="none")
app = FastAPI()
in_flight = set()


@app.get("/healthz")
def healthz():
    return httpx.get("http://upstream:8080/healthz").raise_for_status().json()


@app.post("/v1/chat/completions")
async def chat(request: Request):
    key = request.headers["idempotency-key"]
    if key in in_flight:
        return Response("dup: in-progress", 409)
    in_flight.add(key)
    answer = await model.chat.completions.create(**await request.json())

    async def events():
        try:
            async with answer:
                async for chunk in answer:
                    yield f"data: {chunk.model_dump_json(exclude_unset=True)}\n\n"
                yield "data: [DONE]\n\n"
        finally:
            in_flight.discard(key)

    return StreamingResponse(events(), media_type="text/event-stream")


uvicorn.run(app, host="0.0.0.0", port=8080, loop="uvloop")
