exec mitmdump --listen-port 8080 --mode reverse:http://upstream:8080 --set stream_large_bodies=2k
