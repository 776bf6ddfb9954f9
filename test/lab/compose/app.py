import json
import os

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI
from pydantic import BaseModel

model = AsyncOpenAI()
app = FastAPI()


class Question(BaseModel):
    question: str


@app.post("/chat")
async def chat(asked: Question):
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": asked.question}]

    async def words():
        async for chunk in await model.chat.completions.create(model="gpt-5", messages=messages, stream=True):
            word = chunk.choices[0].delta.content if chunk.choices else None
            if word and os.environ.get("REWRITES"):  # as an app does that translates, or filters
                word = word[::-1]
            if word:
                yield json.dumps({"word": word}) + "\n"

    return StreamingResponse(words(), media_type="application/x-ndjson")
