bind = "0.0.0.0:8080"
wsgi_app = "relay:app"
worker_class = "gthread"
workers = 2
threads = 4
worker_connections = 4
accesslog = "-"
