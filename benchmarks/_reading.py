"""A reader who asks for a page at an even pace while something else goes on, in a thread of their own."""

import http.client
import threading
import time
from urllib.parse import urlsplit

#: Requests a second.
PACE = 20


class Reader:
    """Asks for one address PACE times a second, whether or not the answer before was slow."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._times: list[float] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Stop asking; return the 95th percentile of the answers' times, in milliseconds."""
        self._stopped.set()
        self._thread.join()
        times = sorted(self._times)
        return times[int(len(times) * 0.95)] * 1000

    def _read(self) -> None:
        connection = http.client.HTTPConnection(self._parts.hostname, self._parts.port, timeout=20)
        due = time.perf_counter()
        while not self._stopped.wait(max(0.0, due - time.perf_counter())):
            connection.request("GET", f"{self._parts.path}?{self._parts.query}")
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                message = f"The page answered {answer.status}."
                raise RuntimeError(message)
            # Waiting behind an answer that is late counts as late.
            self._times.append(time.perf_counter() - due)
            due += 1 / PACE
        connection.close()
