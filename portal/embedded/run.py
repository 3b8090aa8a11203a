"""bin/run: PostgreSQL and Redis, migrations, demo data, then the site, its workers and its clock until Ctrl-C."""

import argparse
import http.client
import os
import signal
import socket
import sys
import time
from pathlib import Path

from portal.embedded import processes
from portal.embedded.places import ROOT, Place, Refusal
from portal.embedded.postgresql import tail
from portal.embedded.services import Services, owned_services
from portal.embedded.supervisor import Program, StopRequest, Supervisor
from portal.translations import compile_catalogues

# One queue per worker: a worker on several queues can lose a job for good when killed.
QUEUES = ("alerts", "default", "bulk")
MANAGE = [sys.executable, str(ROOT / "manage.py")]
FIRST_ANSWER = 180.0


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/run", description="Starts Palier. Ctrl-C stops all of it.")
    parser.add_argument("--port", type=int, default=8000, help="default 8000; 0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--no-demo", dest="demo", action="store_false", help="leave an empty database empty")
    parser.add_argument("--verbose", action="store_true", help="show the output of all programs instead of keeping it in log files")
    return parser.parse_args(arguments)


def main() -> int:
    options = parse(sys.argv[1:])
    stop = StopRequest()
    place = Place.from_environment()
    with place.owned("bin/run"):
        # Only now: of two starts in the same folder the second shall hear about the folder, not about the port.
        port = free_port(options.host, options.port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    os.environ.setdefault("PALIER_BASE_URL", f"http://{address(options.host)}:{port}")
    with owned_services(place, "bin/run") as services:
        compile_catalogues()
        if not prepare(services, options, stop):
            return 0
        return supervise(services, options, port, stop)


def address(host: str) -> str:
    """Return the host a person on this machine can open."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared, not bound


def free_port(host: str, wanted: int) -> int:
    """Refuse a port that is taken before anything is started for it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError as error:
            raise Refusal(f"cannot listen on {host}:{wanted} ({error.strerror}); choose another port with --port") from None
        return probe.getsockname()[1]


def prepare(services: Services, options: argparse.Namespace, stop: StopRequest) -> bool:
    """Bring the database up to date; return False when interrupted."""
    command = [*MANAGE, "prepare", *([] if options.demo else ["--no-demo"])]
    say("preparing the database")
    process = processes.spawn(command, dies_with=signal.SIGKILL, env=services.environment, cwd=ROOT, stdout=sys.stderr)
    while process.poll() is None and not stop:
        time.sleep(0.05)
    if stop:
        processes.stop(process, signal.SIGTERM, patience=5)
        return False
    if process.returncode:
        raise Refusal("the database could not be prepared (see above)")
    return True


def programs(options: argparse.Namespace, port: int) -> list[Program]:
    web = [sys.executable, "-m", "uvicorn", "portal.asgi:application", "--host", options.host, "--port", str(port)]
    web += ["--lifespan", "off", "--timeout-graceful-shutdown", "3", "--no-server-header", "--no-access-log"]
    web += ["--http", "portal.parting:Protocol"]
    # Only TRUSTED_PROXY_COUNT says whose X-Forwarded-For is believed: uvicorn would believe any on this machine (SEC-08).
    web += ["--no-proxy-headers"]
    return [
        Program("web", web),
        *(Program(f"worker-{queue}", [*MANAGE, "worker", queue]) for queue in QUEUES),
        Program("clock", [*MANAGE, "clock"]),
    ]


def supervise(services: Services, options: argparse.Namespace, port: int, stop: StopRequest) -> int:
    logs = None if options.verbose else services.place.log_folder
    supervisor = Supervisor(programs(options, port), services.environment, ROOT, logs, say, services.started)
    say("starting the site")
    try:
        supervisor.look_after()
        deadline = time.monotonic() + FIRST_ANSWER
        while not stop and not answers(options.host, port):
            web = supervisor.programs[0]
            if not web.running or time.monotonic() > deadline:
                report = f"; its log ends with:\n{tail(logs / 'web.log')}" if logs else ""
                raise Refusal(f"the site did not start{report}")
            time.sleep(0.1)
        if not stop:
            greet(f"http://{address(options.host)}:{port}/", logs)
        while not stop:
            supervisor.look_after()
            time.sleep(0.2)
    finally:
        say("stopping")
        supervisor.stop()
    return 0


def answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(address(host).strip("[]"), port, timeout=30)
    try:
        connection.request("GET", "/healthz?scope=web")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def greet(url: str, logs: Path | None) -> None:
    sys.stdout.write(f"\nPalier is ready: {url}\n")
    if logs:
        sys.stdout.write(f"Logs: {logs}. ")
    sys.stdout.write("Ctrl-C stops everything.\n")
    sys.stdout.flush()


def say(text: str) -> None:
    sys.stderr.write(f"palier: {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
