bind = "0.0.0.0:8080"
wsgi_app = "relay:app"
worker_class = "uvicorn.workers.UvicornWorker"
workers = 2
accesslog = "-"
