bind = "0.0.0.0:8080"
wsgi_app = "relay:app"
worker_class = "gthread"
workers = 2
threads = 8
accesslog = "-"
