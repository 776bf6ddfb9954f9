import requests
import uvicorn
from fastapi import Body, FastAPI
from fastapi.responses import StreamingResponse

model = requests.Session()
app = FastAPI()


@app.get("/healthz")
def healthz():
    answer = model.get("http://upstream:8080/healthz", timeout=5)
    answer.raise_for_status()
    return answer.json()


@app.post("/v1/chat/completions")
def chat(body: dict = Body()):
    answer = model.post("http://upstream:8080/v1/chat/completions", json=body, stream=True, timeout=(5, None))

    def events():
        with answer:
            for chunk in answer.iter_content(chunk_size=1024):
                yield chunk

    return StreamingResponse(events(), answer.status_code, media_type=answer.headers["content-type"])


uvicorn.run(app, host="0.0.0.0", port=8080)
