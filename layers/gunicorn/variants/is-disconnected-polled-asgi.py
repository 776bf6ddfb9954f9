bind = "0.0.0.0:8080"
wsgi_app = "asgi_relay_polled:app"
worker_class = "asgi"
workers = 2
accesslog = "-"
