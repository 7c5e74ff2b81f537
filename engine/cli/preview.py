"""`thuocdo preview`: the form of a file that is being written and scorecards from random answers, anew at each save."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from signal import SIGTERM, signal
from types import FrameType
from typing import NoReturn


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, where to listen, and which random answers."""
    parser.epilog = "example: thuocdo preview my_index.yaml --port 8001"
    parser.add_argument("file", help="a framework file, or the id of a loaded framework")
    parser.add_argument("--port", type=int, default=8001, help="port on this machine (default 8001; 0: any free one)")
    parser.add_argument("--seed", type=int, default=1, help="which random answers are drawn (default 1)")
    parser.add_argument("--given", type=Path, metavar="FILE", help="what is known of units, as for `round given`")
    parser.add_argument("--unit", default="", help="with --given: whose form is tried out (else the first in the file)")
    parser.add_argument("--respondents", type=int, default=100, help="how many answer at random (default 100)")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped; what is tried out is kept in a folder that goes at the end."""
    import tempfile

    from werkzeug.serving import WSGIRequestHandler, make_server

    from engine.cli.loading import load_one
    from engine.problems import ThuocDoError
    from engine.web.preview import create_preview
    from engine.web.tried import Beforehand

    if args.respondents < 1:
        raise ThuocDoError(f"--respondents is {args.respondents}; give 1 or more.")
    if not 0 <= args.port < 65_536:
        raise ThuocDoError(f"--port is {args.port}; give a number from 0 to 65535.")

    if args.unit and not args.given:
        raise ThuocDoError("--unit says of whom something is known: give --given FILE too.")
    if args.given and not args.given.is_file():
        raise ThuocDoError(f"{args.given} cannot be read: there is no such file.")

    given = Beforehand(args.given.resolve(), args.unit) if args.given else None
    path = Path(args.file)
    if not path.is_file():
        path = load_one(args.file).file.path

    class Quiet(WSGIRequestHandler):
        def log_request(self, *_given: object) -> None:
            """Say nothing of a request."""

    with tempfile.TemporaryDirectory(prefix="thuocdo-preview-") as folder:
        app = create_preview(path.resolve(), Path(folder), args.seed, args.respondents, given)
        try:
            server = make_server("127.0.0.1", args.port, app, threaded=True, request_handler=Quiet)
        except (OSError, SystemExit) as taken:  # werkzeug ends the process where a port is taken
            why = f"Port {args.port} cannot be used; choose another with --port, or 0 for any."
            raise ThuocDoError(why) from taken
        sys.stdout.write(f"Preview of {path} on http://127.0.0.1:{server.server_port} (stop with Ctrl-C)\n")
        sys.stdout.flush()
        before = signal(SIGTERM, _stop)  # a shell starts what runs behind it deaf to Ctrl-C
        try:
            server.serve_forever()
        finally:
            signal(SIGTERM, before)
            server.server_close()
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt  # which Werkzeug's server takes for its end
