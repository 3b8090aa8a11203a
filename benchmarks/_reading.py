"""A reader who asks for a page at an even pace while something else goes on.

In a process and a session of their own: they do not wait for the same core's turn as the stand-ins of the benchmark.
"""

import http.client
import json
import select
import subprocess
import sys
import time
from urllib.parse import urlsplit

#: Requests a second.
PACE = 20


class Reader:
    """Asks for one address PACE times a second, whether or not the answer before was slow."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, __file__, url]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self._process.stdout.readline()  # the first answer is there

    def stop(self) -> list[float]:
        """Stop asking; return how long each answer took, in milliseconds."""
        told, _ = self._process.communicate()
        return json.loads(told)


def read(url: str) -> list[float]:
    """Ask until standard input is closed."""
    parts, times = urlsplit(url), []
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    due = time.perf_counter()
    while not select.select([sys.stdin], [], [], max(0.0, due - time.perf_counter()))[0]:
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            message = f"The page answered {answer.status}."
            raise RuntimeError(message)
        # Waiting behind an answer that is late counts as late.
        times.append((time.perf_counter() - due) * 1000)
        if len(times) == 1:
            print("reading", flush=True)
        due += 1 / PACE
    connection.close()
    return times


if __name__ == "__main__":
    print(json.dumps(read(sys.argv[1])))
