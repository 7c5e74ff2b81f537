"""A progress bar on the terminal for anything longer than a second; plain lines where there is no terminal."""

from __future__ import annotations

import sys

WIDTH = 30


def bar(what: str, done: int, of: int) -> None:
    """Draw how far `what` has come."""
    if sys.stderr.isatty():
        filled = WIDTH * done // max(of, 1)
        sys.stderr.write(f"\r{what:<28} [{'█' * filled}{'·' * (WIDTH - filled)}] {done}/{of}")
        sys.stderr.write("\n" if done >= of else "")
    elif done in {1, of}:
        sys.stderr.write(f"{what}: {done}/{of}\n")
    sys.stderr.flush()
