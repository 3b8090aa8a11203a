"""A server that speaks as much of Stripe's protocol as we use: sessions, refunds, idempotency keys, signed messages."""

import itertools
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KEY = "sk_test_palier"
SECRET = "whsec_palier"


class StandIn(ThreadingHTTPServer):
    """Holds the sessions; `pay` is what a person does on the hosted page."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sessions, self.refunds, self.by_key, self.asked = {}, {}, {}, []
        self.numbers, self.lock = itertools.count(1), threading.Lock()
        self.silent = False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def pay(self, session):
        self.sessions[session] |= {"status": "complete", "payment_status": "paid", "payment_intent": f"pi_{session}"}

    def expire(self, session):
        self.sessions[session]["status"] = "expired"

    def event(self, kind, session, number=None):
        """Return the body of a message about a session, as it is sent over the wire."""
        known = {"id": session, "object": "checkout.session"}
        return json.dumps({"id": number or f"evt_{next(self.numbers)}", "type": kind, "data": {"object": known}}).encode()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.server.sessions.get(urlsplit(self.path).path.removeprefix("/v1/checkout/sessions/"))
        self._answer(*((200, found) if found else (404, {"error": {"code": "resource_missing"}})))

    def do_POST(self):
        fields = {name: values[0] for name, values in parse_qs(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()).items()}
        with self.server.lock:
            key = self.headers.get("Idempotency-Key")
            if key in self.server.by_key:
                self._answer(200, self.server.by_key[key])
                return
            status, body = self._made(fields)
            if key and status == 200:
                self.server.by_key[key] = body
        self._answer(status, body)

    def _made(self, fields):
        path = urlsplit(self.path).path
        if path == "/v1/checkout/sessions":
            if fields["mode"] != "payment" or int(fields["expires_at"]) < time.time() + 30 * 60:
                return 400, {"error": {"code": "parameter_invalid"}}
            number = f"cs_test_{next(self.server.numbers)}"
            self.server.sessions[number] = {
                "id": number, "object": "checkout.session", "status": "open", "payment_status": "unpaid", "payment_intent": None,
                "currency": fields["line_items[0][price_data][currency]"], "client_reference_id": fields["client_reference_id"],
                "amount_total": int(fields["line_items[0][price_data][unit_amount]"]) * int(fields["line_items[0][quantity]"]),
                "url": f"{self.server.url}/pay/{number}",
            }  # fmt: skip
            return 200, self.server.sessions[number]
        if path == "/v1/refunds":
            number = f"re_{next(self.server.numbers)}"
            self.server.refunds[number] = {"id": number, "amount": int(fields["amount"]), "payment_intent": fields["payment_intent"]}
            return 200, self.server.refunds[number]
        return 404, {"error": {"code": "unknown"}}

    def _answer(self, status, body):
        self.server.asked.append((self.command, self.path))
        if self.server.silent or self.headers.get("Authorization") != f"Bearer {KEY}":
            status, body = (500, {}) if self.server.silent else (401, {"error": {"code": "api_key"}})
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass
