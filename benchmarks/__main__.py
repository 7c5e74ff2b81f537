"""`python -m benchmarks [NAME …]`: run the figures and print the table; exit 1 when a goal is missed."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from importlib import import_module

from benchmarks.figure import Figure, tell

MODULES = {
    "help": "the command line's help against a bare Python",
    "reading": "loading a framework of 2,000 questions against the YAML parser alone",
    "first_page": "a file of 2,000 questions from the disk to its first page, against 2 s and the YAML parser alone",
    "scoring": "scoring 1,000 units × 200 indicators × 4 levels against bare NumPy",
    "explain": "explaining a unit's scores, and what would lift them, of 44 units × 60 items against scoring them",
    "bootstrap": "1,000 draws of 10,000 respondents through the whole chain against 5 s and 1 GB",
    "methods": "1,000 draws of the method of an index of ASEM's size, 51 × 49, against 1 s and 1 GB",
    "scorecards": "scorecard PDFs against plain WeasyPrint, and a pool of two against one after another",
    "lists": "lists of 500 rows in a self-assessment, against the 0.2 s that nobody notices",
    "submit": "durable submit of a page of 60 answers against Flask's hello and bare WSGI + sqlite3",
}
"""One module a subject; each has `figures() -> tuple[Figure, …]`."""


def main(given: Sequence[str]) -> int:
    """Run the named subjects, or all; 0 when every goal is met."""
    unknown = [name for name in given if name not in MODULES]
    if unknown:
        listed = "\n".join(f"  {name:<12}{words}" for name, words in MODULES.items())
        sys.stderr.write(f"There is no figure {', '.join(unknown)}. There are:\n{listed}\n")
        return 1
    found: list[Figure] = []
    for name in given or MODULES:
        began = time.perf_counter()
        tell(f"{name}: {MODULES[name]} …")
        found += import_module(f"benchmarks.{name}").figures()
        tell(f"{name}: done in {time.perf_counter() - began:.0f} s")
    print(table(found))
    return 0 if all(figure.meets for figure in found) else 1


def table(found: Sequence[Figure]) -> str:
    """The figures as a table for people."""
    rows = [("figure", "ours", "limit", "ratio", "goal", "", "limit is")]
    rows += [
        (
            figure.name,
            f"{figure.measured:,.4g} {figure.unit}",
            f"{figure.limit:,.4g} {figure.unit}",
            f"{figure.ratio:.3g}",
            str(figure.goal),
            "ok" if figure.meets else "short",
            figure.limit_name,
        )
        for figure in found
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
