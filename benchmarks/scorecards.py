"""How long a scorecard PDF takes, against plain WeasyPrint on its HTML, and two workers against one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from functools import partial

import numpy as np

from benchmarks.figure import Figure, at_most, in_turns, seconds, tell
from benchmarks.made_frameworks import tree, vocabulary
from engine.disclosure.gate import guard
from engine.disclosure.published import PublishedTable
from engine.framework.reader import read_text
from engine.problems import errors
from engine.reports.nouns import About
from engine.reports.pdf import to_pdf
from engine.reports.render import scorecard_html
from engine.reports.scorecard import scorecard_of
from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.planning import make_plan
from engine.scoring.run import score

BRANCHES = (8, 5)  # as a DDCI: eight components of five indicators
UNITS = 44
ONES, PARTS = 7, 2  # rounds; parts of a round's scorecards, so that a slow minute of the machine hits both alike
ABOUT = About("speed", "Đo tốc độ", is_demo=True, responses=400, code="0000")
SEED = 1082


def figures() -> tuple[Figure, ...]:
    """One scorecard from the score table to the PDF, and all of a round."""
    table = _table()
    names = [unit.id for unit in table.units]
    html = scorecard_html(scorecard_of(table, names[0], ABOUT), "vi", standalone=True)
    tell(f"scorecards: {len(print_one(table, names[0])):,} bytes from {len(html):,} characters")
    one = in_turns(
        "one scorecard",
        {
            "ours": lambda: seconds(lambda: print_one(table, names[0])),
            "limit": lambda: seconds(lambda: _plain(html)),
        },
        ONES,
    )
    with multiprocessing.get_context("spawn").Pool(2, _begin, (table,)) as pool:
        pool.map(_of_pool, names[:6], chunksize=1)  # both are up and warm: a worker lives as long as the server
        pooled = in_a_row = 0.0
        for first in range(PARTS):
            part = names[first::PARTS]
            tell(f"{UNITS} scorecards: part {first + 1} of {PARTS}")
            pooled += seconds(partial(pool.map, _of_pool, part, chunksize=1))
            in_a_row += seconds(partial(_in_a_row, table, part))
    return (
        Figure("one scorecard PDF", one["ours"], one["limit"], at_most(1.1), "s", "WeasyPrint on the same HTML"),
        Figure(f"{UNITS} scorecards", pooled, in_a_row, at_most(0.62), "s", "one after another"),
    )


def print_one(table: PublishedTable, unit: str) -> bytes:
    """A unit's scorecard as PDF."""
    return to_pdf(scorecard_html(scorecard_of(table, unit, ABOUT), "vi", standalone=True))


def _plain(html: str) -> bytes | None:
    from weasyprint import HTML

    return HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")


def _in_a_row(table: PublishedTable, names: Sequence[str]) -> None:
    for name in names:
        print_one(table, name)


_tables: list[PublishedTable] = []


def _begin(table: PublishedTable) -> None:
    _tables.append(table)


def _of_pool(unit: str) -> int:
    return len(print_one(_tables[0], unit))


def _table() -> PublishedTable:
    words = vocabulary()
    read = read_text(tree("ddci_sized", BRANCHES, lambda _: 1, UNITS), "ddci_sized.yaml", words)
    wrong = errors(read.problems)
    assert not wrong, wrong
    assert read.framework is not None
    framework = read.framework
    values = np.random.default_rng(SEED).normal(50, 15, (len(framework.indicators), UNITS))
    snapshot = Snapshot(
        units=tuple(UnitRow(unit.id, unit.title.within("vi"), unit.group) for unit in framework.units.list),
        figures={"": Figures({node.id: values[row] for row, node in enumerate(framework.indicators)})},
    )
    return guard(score(make_plan(framework, words), snapshot))
