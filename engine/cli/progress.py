"""What is shown of anything longer than a second: a bar, or lines that say that work goes on."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

WIDTH = 30
QUIET = frozenset(
    {
        "assess", "bases", "check", "compare", "diff", "estimates", "explain", "export", "freeze", "import", "quality",
        "reference", "reliability", "score", "scorecard", "sensitivity", "verify", "weights",
    }
)  # fmt: skip
"""Commands that may read or reckon for long before they say anything; none of them asks or serves."""

_BAR = Event()
"""Set as soon as a bar is drawn."""


def bar(what: str, done: int, of: int) -> None:
    """Draw how far `what` has come."""
    _BAR.set()
    if sys.stderr.isatty():
        filled = WIDTH * done // max(of, 1)
        sys.stderr.write(f"\r{what:<28} [{'█' * filled}{'·' * (WIDTH - filled)}] {done}/{of}")
        sys.stderr.write("\n" if done >= of else "")
    elif done in {1, of}:
        sys.stderr.write(f"{what}: {done}/{of}\n")
    sys.stderr.flush()


def bar_is_drawn() -> bool:
    """Whether the command has drawn a bar, so that nothing else need say that work goes on."""
    return _BAR.is_set()


def slowly(what: str, after: float = 1.0) -> Callable[[int, int], None]:
    """A bar that only shows itself when the work takes longer than a second."""
    began = time.monotonic()

    def told(done: int, of: int) -> None:
        if time.monotonic() - began > after:
            bar(what, done, of)

    return told


@contextmanager
def told_of_waiting(command: str, *, after: float = 1.0, again: float = 10.0) -> Iterator[None]:
    """Meanwhile a line on the terminal after a second, and one every ten, until a bar is drawn or the work is done."""
    if command not in QUIET or not sys.stderr.isatty():
        yield
        return
    done, began = Event(), time.monotonic()
    _BAR.clear()

    def tell() -> None:
        pause, so_far = after, ""
        while not done.wait(pause) and not bar_is_drawn():
            sys.stderr.write(f"thuocdo {command}: working …{so_far}\n")
            pause, so_far = again, f" {time.monotonic() - began + again:.0f} s"

    teller = Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
