bind = "0.0.0.0:8080"
wsgi_app = "asgi_relay:app"
worker_class = "asgi"
workers = 2
asgi_disconnect_grace_period = 0
accesslog = "-"
