"""Lets a Python client read: serve.py SOCKET VARIANT

VARIANT is a file with `read(plan, report)`, the code that a person would write. Each connection to the Unix socket is
one read, in a process of its own: a line of JSON comes in (url, method, headers, body), lines of JSON go out (python.ts
has their form), and when the other side closes, this process ends, and with it whatever connection the client holds.
It says `ready` on stdout once reads can begin.
"""

import asyncio
import base64
import inspect
import json
import os
import runpy
import socketserver
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace

from outcome import outcome_of


def run(read, plan, report):
    """Carries out a plan with a variant, `def` or `async def`."""
    reading = read(plan, report)
    if inspect.isawaitable(reading):
        asyncio.run(reading)


class Read(socketserver.StreamRequestHandler):
    """One read, in the process that the server has forked for it. Stamps are CLOCK_MONOTONIC, as everywhere."""

    def handle(self):
        plan = SimpleNamespace(**json.loads(self.rfile.readline()))
        threading.Thread(target=self.end_with_peer, daemon=True).start()
        try:
            run(self.server.read, plan, self)
            self.say({"complete": True})
        except Exception as error:
            self.say(outcome_of(error))

    def end_with_peer(self):
        try:
            self.request.recv(1)
        finally:  # a peer that left something unread is a reset
            os._exit(0)

    def head(self, response):
        at_ns = time.monotonic_ns()
        headers = {name.lower(): value for name, value in response.headers.items()}
        status = getattr(response, "status_code", None) or response.status  # aiohttp's word for it
        self.say({"head": [at_ns, status, headers]})

    def body(self, part):
        at_ns = time.monotonic_ns()
        data = part.encode() if isinstance(part, str) else part
        self.say({"body": [at_ns, base64.b64encode(data).decode()]})

    def piece(self, text):
        """A piece of the answer's text; None and empty are none."""
        at_ns = time.monotonic_ns()
        if text:
            self.say({"piece": [at_ns, text]})

    def say(self, message):
        """A line of ASCII, as json.dumps writes: the Node side would end it at a U+2028 too."""
        self.request.sendall(json.dumps(message).encode() + b"\n")


class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    request_queue_size = 64


class Silent:
    """A report for nobody."""

    def head(self, response):
        pass

    def body(self, part):
        pass

    def piece(self, text):
        pass


ANSWER = b"""data: {"id": "warm-up", "object": "chat.completion.chunk", "created": 0, "model": "none",\
 "choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": null}]}

data: [DONE]

"""


class OneToken(BaseHTTPRequestHandler):
    """The smallest answer that every variant can read, an SDK too."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_):
        pass


def warm_up(read):
    """Reads from itself: what is imported late is there before the first fork, and a broken variant never boots."""
    with socketserver.TCPServer(("127.0.0.1", 0), OneToken) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        url = f"http://localhost:{server.server_address[1]}/v1/chat/completions"
        body = json.dumps({"model": "none", "messages": [], "stream": True})
        run(read, SimpleNamespace(method="POST", url=url, headers={}, body=body), Silent())


socket_path, variant = sys.argv[1:]
read = runpy.run_path(variant)["read"]
warm_up(read)
with Server(socket_path, Read) as server:
    server.read = read
    print("ready", flush=True)
    server.serve_forever()
