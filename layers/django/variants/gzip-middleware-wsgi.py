import os

import httpx
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="none",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.gzip.GZipMiddleware"],
)
MODEL = "http://upstream:8080/v1/chat/completions"


def healthz(request):
    return HttpResponse(httpx.get("http://upstream:8080/healthz").raise_for_status().content)


def chat(request):
    def events():
        with httpx.Client(timeout=None) as model:
            with model.stream("POST", MODEL, content=request.body) as answer:
                for chunk in answer.iter_raw():
                    yield chunk

    return StreamingHttpResponse(events(), content_type="text/event-stream")


urlpatterns = [path("healthz", healthz), path("v1/chat/completions", chat)]
application = get_wsgi_application()

if __name__ == "__main__":
    os.execlp("gunicorn", "gunicorn", "--bind=0.0.0.0:8080", "--threads=4", "--chdir=/variants", "gzip-middleware-wsgi:application")
