"""A web server for a test: prints its port, then a line for each request; answers POST /N/… with status N.

    web_server.py [KEY-AND-CERTIFICATE]     with TLS where a file is given
"""

import http.server
import json
import ssl
import sys
import time


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        told = {"path": self.path, "agent": self.headers["User-Agent"], "body": body}
        print(json.dumps(told), flush=True)
        name = self.path.split("/")[1]
        if name == "never":
            time.sleep(600)
        self.send_response(int(name))
        if name == "302":
            self.send_header("Location", "/200/elsewhere")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *words):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if len(sys.argv) > 1:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
