import time

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

http = httpx.AsyncClient(base_url="http://upstream:8080", timeout=httpx.Timeout(5, read=None))
app = FastAPI()


@app.get("/healthz")
async def healthz():
    return (await http.get("/healthz")).raise_for_status().json()


@app.post("/v1/chat/completions")
async def chat(request: Request):
    answer = await http.send(
        http.build_request("POST", request.url.path, content=await request.body()),
        stream=True,
    )

    async def events():
        last = time.monotonic()
        try:
            async for text in answer.aiter_text():
                yield text
                last = time.monotonic()
                if time.monotonic() - last > 0.5:
                    yield " "
        finally:
            await answer.aclose()

    return StreamingResponse(events(), media_type=answer.headers["content-type"])


uvicorn.run(app, host="0.0.0.0", port=8080, loop="uvloop")
