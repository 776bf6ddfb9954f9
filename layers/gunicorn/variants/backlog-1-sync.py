bind = "0.0.0.0:8080"
wsgi_app = "relay:app"
worker_class = "sync"
workers = 2
backlog = 1
accesslog = "-"
