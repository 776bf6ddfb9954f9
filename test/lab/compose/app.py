import json

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
            if chunk.choices and chunk.choices[0].delta.content:
                yield json.dumps({"word": chunk.choices[0].delta.content}) + "\n"

    return StreamingResponse(words(), media_type="application/x-ndjson")
