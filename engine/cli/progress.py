"""A progress bar on the terminal for anything longer than a second; plain lines where there is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

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


def slowly(what: str, after: float = 1.0) -> Callable[[int, int], None]:
    """A bar that only shows itself when the work takes longer than a second."""
    began = time.monotonic()

    def told(done: int, of: int) -> None:
        if time.monotonic() - began > after:
            bar(what, done, of)

    return told
