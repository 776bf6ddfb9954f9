bind = "0.0.0.0:8080"
wsgi_app = "relay:app"
accesslog = "-"
