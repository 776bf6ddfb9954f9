import http.server
import socket
import urllib.request


class Relay(http.server.BaseHTTPRequestHandler):
    wbufsize = 0

    def setup(self):
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)

    def do_GET(self):
        self.relay(None)

    def do_POST(self):
        self.relay(self.rfile.read(int(self.headers["Content-Length"])))

    def relay(self, body):
        url = "http://upstream:8080" + self.path
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as upstream:
            self.send_response(upstream.status)
            self.send_header("Content-Type", upstream.headers["Content-Type"])
            self.end_headers()
            while chunk := upstream.read1():
                self.wfile.write(chunk)


http.server.ThreadingHTTPServer(("", 8080), Relay).serve_forever()
