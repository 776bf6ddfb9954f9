bind = "0.0.0.0:8080"
wsgi_app = "relay:app"
worker_class = "gthread"
workers = 1
threads = 2
worker_connections = 1000
pidfile = "/tmp/gunicorn.pid"
accesslog = "-"
