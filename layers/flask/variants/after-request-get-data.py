import urllib3
from flask import Flask, Response, request

UPSTREAM = "http://upstream:8080"

app = Flask(__name__)
http = urllib3.PoolManager(maxsize=32, timeout=urllib3.Timeout(connect=5, read=None), retries=False)


def events(upstream):
    try:
        # what has arrived, whatever its size; with a number of bytes to wait for this line would be a buffer
        while chunk := upstream.read1():
            yield chunk
    finally:
        # the reader may have left in the middle: the model learns it from this
        upstream.close()


@app.get("/healthz")
def healthz():
    return Response(http.request("GET", f"{UPSTREAM}/healthz").data, content_type="application/json")


@app.route("/v1/chat/completions", methods=["GET", "POST"])
def chat():
    upstream = http.request(
        request.method,
        UPSTREAM + request.full_path,
        body=request.get_data(),
        headers={"Content-Type": "application/json"},
        preload_content=False,
    )
    return Response(
        events(upstream),
        status=upstream.status,
        content_type=upstream.headers.get("Content-Type"),
        headers={"Cache-Control": "no-cache"},
    )


@app.after_request
def log_size(response):
    app.logger.warning("%s: %d bytes", request.path, len(response.get_data()))
    return response
