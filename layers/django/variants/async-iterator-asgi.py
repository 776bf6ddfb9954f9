import os

import httpx
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="none",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
)
MODEL = "http://upstream:8080/v1/chat/completions"


def healthz(request):
    return HttpResponse(httpx.get("http://upstream:8080/healthz").raise_for_status().content)


def chat(request):
    async def events():
        async with httpx.AsyncClient(timeout=None) as model:
            async with model.stream("POST", MODEL, content=request.body) as answer:
                async for chunk in answer.aiter_raw():
                    yield chunk

    return StreamingHttpResponse(events(), content_type="text/event-stream")


urlpatterns = [path("healthz", healthz), path("v1/chat/completions", chat)]
application = get_asgi_application()

if __name__ == "__main__":
    os.execlp("uvicorn", "uvicorn", "--host=0.0.0.0", "--port=8080", "--app-dir=/variants", "async-iterator-asgi:application")
