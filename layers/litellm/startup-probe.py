"""
/healthz of this layer: answers when LiteLLM has answered two questions.

LiteLLM imports for seconds at its first request, and once more after the first answer; whatever it is asked meanwhile waits. A startup probe
that asks the model, as one has in production, keeps readers away until then.
"""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen

LITELLM = "http://127.0.0.1:8080"
UPSTREAM = "http://upstream:8080"
QUESTION = {"model": "mock", "stream": True, "user": "startup-probe", "messages": [{"role": "user", "content": "ping"}]}
RETRY_S = 0.2

answered = threading.Event()


def send(method: str, url: str, body: dict) -> None:
    """Sends JSON, and reads the answer to its end. Raises OSError, HTTPError among them, or HTTPException."""
    urlopen(Request(url, json.dumps(body).encode(), {"content-type": "application/json"}, method=method)).read()


def persist(act: Callable[[], object]) -> None:
    """Until it works: nobody listens at first. What goes wrong for good keeps the layer from being ready, and LiteLLM's log says why."""
    while True:
        try:
            act()
            return
        except (OSError, HTTPException):
            time.sleep(RETRY_S)


def ask() -> None:
    persist(lambda: urlopen(f"{UPSTREAM}/healthz"))
    # a mock that is next can be told to be brief; whoever else is does not know this address
    with suppress(HTTPError):
        send("PUT", f"{UPSTREAM}/runs/startup-probe", {"tokens": 2, "gapMs": 0})
    for _ in range(2):
        persist(lambda: send("POST", f"{LITELLM}/v1/chat/completions", QUESTION))
    answered.set()


class Healthz(BaseHTTPRequestHandler):
    """The upstream's own health, once questions are answered; until then whoever asks waits."""

    def do_GET(self) -> None:
        answered.wait()
        try:
            status = urlopen(f"{UPSTREAM}/healthz").status
        except HTTPError as error:
            status = error.code
        with suppress(BrokenPipeError):
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

    def log_message(self, *_: object) -> None:
        """One line a poll would bury LiteLLM's own."""


threading.Thread(target=ask, daemon=True).start()
ThreadingHTTPServer(("127.0.0.1", 8081), Healthz).serve_forever()
