bind = "0.0.0.0:8080"
wsgi_app = "relay:app"
worker_class = "gevent_pywsgi"
workers = 2
accesslog = "-"
