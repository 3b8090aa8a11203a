"""Official feeds for tests: messages that keep every rule, and a server that gives them out."""

import http.server

from notifications.official.reading import CAP

SENT = "2026-11-25T10:00:00-00:00"
LATER = "2046-11-25T10:00:00+01:00"
RING = "48.44,-2.06 48.47,-2.06 48.47,-2.03 48.44,-2.03 48.44,-2.06"


def message(alert="", info="", area="", **changes):
    """Return a valid message with parts replaced; None takes an element out."""
    fields = {"identifier": "FR-1", "sender": "meteo@exemple.fr", "sent": SENT, "status": "Actual", "msgType": "Alert", "scope": "Public"}
    details = {
        "language": "fr-FR",
        "category": "Met",
        "event": "Vent violent",
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Likely",
    }
    details |= {
        "expires": LATER,
        "headline": "Vent violent ce soir",
        "description": "Rafales à 110 km/h.",
        "instruction": "Restez à l’abri.",
    }
    areas = {"areaDesc": "Dinan", "polygon": RING}
    for name, value in changes.items():
        for known in (fields, details, areas):
            if name in known:
                known[name] = value
    write = lambda values: "".join(f"<{name}>{value}</{name}>" for name, value in values.items() if value is not None)  # noqa: E731
    body = f"{write(fields)}{alert}<info>{write(details)}{info}<area>{write(areas)}{area}</area></info>"
    return f'<?xml version="1.0" encoding="UTF-8"?><alert xmlns="{CAP}">{body}</alert>'


class Feed(http.server.BaseHTTPRequestHandler):
    answers = {}
    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        status, body, headers = self.answers.get(self.path, (404, b"", {}))
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


def atom(base, *paths):
    links = "".join(f'<entry><link type="application/cap+xml" href="{path if "//" in path else base + path}"/></entry>' for path in paths)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{links}</feed>'.encode()
