import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

model = httpx.AsyncClient(base_url="http://upstream:8080", timeout=httpx.Timeout(5, read=None))
app = FastAPI()
JSON = {"content-type": "application/json"}

PASSED = {"content-type", "cache-control", "x-request-id", "retry-after"}


@app.get("/healthz")
async def healthz():
    return (await model.get("/healthz")).raise_for_status().json()


@app.post("/v1/chat/completions")
async def chat(request: Request):
    answer = await model.send(
        model.build_request("POST", request.url.path, content=await request.body(), headers=JSON),
        stream=True,
    )

    async def events():
        try:
            async for chunk in answer.aiter_raw():
                yield chunk
        finally:
            await answer.aclose()

    headers = {name: value for name, value in answer.headers.items() if name in PASSED}
    headers["x-accel-buffering"] = "no"
    return StreamingResponse(events(), answer.status_code, headers=headers)


uvicorn.run(app, host="0.0.0.0", port=8080)
