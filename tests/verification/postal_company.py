"""A mailing company on this machine that behaves as Merci Facteur's public description says, and misbehaves on request."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

SERVICE, SECRET = "service-1", "secret-1"


class Company:
    """Its books: `letters` holds what it took, by key; `script` what the next calls to send meet, first to last."""

    def __init__(self):
        self.letters, self.script, self.calls, self.tokens = {}, [], [], 0
        self.release = threading.Event()
        self.lock = threading.Lock()
        company = self

        class Desk(BaseHTTPRequestHandler):
            def log_message(self, *_args):
                pass

            def reply(self, status, body, **headers):
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(content)

            def do_GET(self):
                stamp = self.headers["ww-timestamp"]
                signature = hmac.new(SECRET.encode(), f"{SERVICE}{stamp}".encode(), hashlib.sha256).hexdigest()
                if self.path != "/getToken" or self.headers["ww-service-signature"] != signature or not self.headers["ww-authorized-ip"]:
                    return self.reply(400, {"success": False, "error": {"code": "WRONG_SIGNATURE", "text": "Signature invalide"}})
                company.tokens += 1
                return self.reply(200, {"success": True, "token": "token-1", "expire": int(stamp) + 86400})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                company.calls.append(form)
                if self.headers["ww-access-token"] != "token-1" or self.headers["ww-service-id"] != SERVICE:
                    return self.reply(401, {"success": False, "error": "TOKEN_EXPIRED"})
                return company.answer(self, form)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def answer(self, desk, form):
        how = self.script.pop(0) if self.script else "take"
        if how == "refuse":
            return desk.reply(400, {"success": False, "error": {"code": "INFO_ADDRESS_MISSING", "text": "12 rue Canari introuvable"}})
        if how == "slow down":
            return desk.reply(429, {"success": False, "error": "TOO_MANY"}, Retry_After="120")
        if how == "break":
            return desk.reply(503, b"<html>12 rue Canari</html>")
        if how == "mumble":
            return desk.reply(200, b"<html>12 rue Canari</html>")
        if how == "send elsewhere":
            return desk.reply(302, b"", Location="http://127.0.0.1:1/")
        if how == "strangers":
            return desk.reply(401, {"success": False, "error": "TOKEN_EXPIRED"})
        if how == "hang":
            return self.release.wait(10)
        with self.lock:
            if form["antidoublon"] in self.letters:
                return desk.reply(400, {"success": False, "error": {"code": "ANTIDOUBLON", "text": "Courrier déjà envoyé"}})
            self.letters[form["antidoublon"]] = form
        if how == "take and hang":
            return self.release.wait(10)
        return desk.reply(200, {"success": True, "envoi_id": 123, "price": {"total": {"ht": 1.3, "ttc": 1.56}}, "resume": {"nb_dest": 1}})

    def close(self):
        self.release.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)
