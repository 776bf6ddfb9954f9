"""A WSGI application that relays the model: each read of the model is one item of the response."""

from http.client import HTTPConnection


def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    model = HTTPConnection("upstream", 8080)
    model.request(environ["REQUEST_METHOD"], environ["REQUEST_URI"], body or None, {"Content-Type": "application/json"})
    answer = model.getresponse()
    start_response(f"{answer.status} {answer.reason}", [("Content-Type", answer.headers["Content-Type"])])
    return relay(model, answer)


def relay(model, answer):
    try:
        while chunk := answer.read1(65536):
            yield chunk
    finally:
        model.close()
