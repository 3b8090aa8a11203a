"""What a web process that stops does with its connections."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Seconds for which somebody who has come in and not asked yet is waited for.
MOMENT = 1.0


class Protocol(HttpToolsProtocol):
    """Answers those too who came in the moment the process was asked to stop (FLT-08).

    Uvicorn hangs up on whoever has not asked for anything yet. A browser asks again by itself only where a connection had answered
    before, and otherwise shows its reader an error: two of 32,000 pages, with seven processes replaced.

        uvicorn portal.asgi:application --http portal.parting:Protocol
    """

    def shutdown(self) -> None:
        """Let go of a connection at rest, at once where it has been answered; end after its answer what is under way."""
        if self.cycle is None:
            self.loop.call_later(MOMENT, super().shutdown)
        else:
            super().shutdown()
