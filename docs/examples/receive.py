"""A receiver in Python, standard library only: WEBHOOK_SECRET=whsec_... PORT=9090 python3 receive.py"""
import base64, hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, HTTPServer

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"), validate=True)
assert len(KEY) >= 24, "WEBHOOK_SECRET is too short to be a secret"

def genuine(headers, body):
    sent, given = headers.get("webhook-timestamp", ""), headers.get("webhook-signature", "").split()
    content = f"{headers.get('webhook-id', '')}.{sent}.".encode() + body
    want = "v1," + base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest()).decode()
    return sent.isdigit() and abs(time.time() - int(sent)) <= 300 and any([hmac.compare_digest(want, g) for g in given])

class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fact, status, answer = {}, 401, b""
        if genuine(self.headers, body):
            fact, status = json.loads(body), 200
            if fact["type"] == "endpoint.challenge.v1":  # proves once that this place is yours
                answer = json.dumps({"challenge": fact["data"]["challenge"]}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        print(status, self.headers["webhook-id"], fact.get("type"), flush=True)  # keep the id: a second one is a repetition

HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Receiver).serve_forever()
