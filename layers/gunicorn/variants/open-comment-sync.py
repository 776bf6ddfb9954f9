bind = "0.0.0.0:8080"
wsgi_app = "relay_open_comment:app"
worker_class = "sync"
workers = 2
accesslog = "-"
