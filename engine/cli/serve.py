"""`thuocdo serve`: the web application in N processes, and the worker that makes PDFs."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

from engine.cli.loading import add_data, data_folder
from engine.problems import ThuocDoError

_WORKERS_HELP = "web processes, each some 100 MB (default: two a core, 8 at most; {count} here)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, with how many processes."""
    parser.epilog = "example: thuocdo serve --data /var/lib/thuocdo --port 8000"
    add_data(parser)
    add_address(parser)
    parser.add_argument(
        "--proxies",
        type=int,
        choices=range(1, 10),
        metavar="N",
        help="so many proxies in front speak HTTPS; their word is taken, and cookies go over HTTPS only",
    )


def default_workers() -> int:
    """Two processes a core, 2 to 8 in all: while one waits for the disk with a page to save, another answers.

    Each takes some 100 MB. On two cores four of them save a fifth more pages a second than two
    (`python -m benchmarks submit`).
    """
    return max(2, min(2 * len(os.sched_getaffinity(0)), 8))


def _at_least_one(text: str) -> int:
    if (count := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text}: it takes at least one")
    return count


def add_address(parser: argparse.ArgumentParser) -> None:
    """The options that `demo` shares."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port (default 8000)")
    count = default_workers()
    parser.add_argument("--workers", type=_at_least_one, default=count, help=_WORKERS_HELP.format(count=count))


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    if args.proxies:
        os.environ["THUOCDO_PROXIES"] = str(args.proxies)
    return serve(data_folder(args.data), args.host, args.port, args.workers)


def serve(data: Path, host: str, port: int, workers: int) -> int:
    """Serve a data folder until stopped; raises ThuocDoError when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            why = f"Port {port} on {host} cannot be used ({taken.strerror}); choose another with --port."
            raise ThuocDoError(why) from taken

    from granian import Granian
    from granian.constants import Interfaces

    from engine.jobs.pulse import keep_running
    from engine.jobs.queue import run_worker
    from engine.people.tries import counted_together

    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["THUOCDO_DATA"] = str(data.resolve())
    stop_worker = keep_running(run_worker, data.resolve())
    sys.stdout.write(f"Thước Đo serves {data} on http://{host}:{port} (stop with Ctrl-C)\n")
    sys.stdout.flush()
    server = Granian(
        "engine.web.serving:make_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=1,
        log_enabled=True,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,  # a worker that is told to stop while it starts does not hear it
    )
    try:
        with counted_together():
            server.serve()
    finally:
        stop_worker()
    return 0
