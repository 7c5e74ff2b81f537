"""How long `thuocdo --help` takes, against a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.figure import Figure, at_most, in_turns, seconds

ROUNDS = 15


def figures() -> tuple[Figure, ...]:
    """Start-up of the command line."""
    thuocdo = str(Path(sys.executable).with_name("thuocdo"))
    taken = in_turns(
        "help",
        {
            "ours": lambda: seconds(lambda: _run(thuocdo, "--help")),
            "limit": lambda: seconds(lambda: _run(sys.executable, "-c", "pass")),
        },
        ROUNDS,
    )
    return (Figure("thuocdo --help", taken["ours"], taken["limit"], at_most(6), "s", "python -c pass"),)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
