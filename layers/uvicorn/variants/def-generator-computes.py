import json
import time

import httpx
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from openai import OpenAI

model = OpenAI(base_url="http://upstream:8080/v1", api_key="none")
app = FastAPI()
# the chat so far, as a store would hand it out
HISTORY = json.dumps([{"role": "user", "content": "How long is this conversation by now? " * 5}] * 40)


def words_so_far(answer):
    """A meter beside the answer, counted anew for each token; 30 ms of processor time, so that it is as slow on any machine."""
    until = time.thread_time() + 0.03
    words = len(answer.split())
    while time.thread_time() < until:
        words += sum(len(message["content"].split()) for message in json.loads(HISTORY))
    return words


@app.get("/healthz")
def healthz():
    return httpx.get("http://upstream:8080/healthz").raise_for_status().json()


@app.post("/v1/chat/completions")
def chat(body: dict):
    answer = model.chat.completions.create(**body)

    def events():
        text = ""
        with answer:
            for chunk in answer:
                yield f"data: {chunk.model_dump_json(exclude_unset=True)}\n\n"
                text += chunk.choices[0].delta.content or ""
                words_so_far(text)
            yield "data: [DONE]\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


uvicorn.run(app, host="0.0.0.0", port=8080, loop="uvloop")
