exec mitmdump --listen-port 8080 --mode regular --set ssl_insecure=true --ignore-hosts '^upstream:8443$'
