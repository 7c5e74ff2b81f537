"""What an example expects beside what came of it; each difference is said in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from engine.authoring.filling import FilledIn
from engine.framework.composer import Way
from engine.framework.missing import Missing
from engine.framework.models import Example, Framework, GivenResponse
from engine.framework.quota_checks import NO_QUOTA
from engine.questionnaire.path import walk
from engine.questionnaire.quotas import quotas_met
from engine.scoring.arrays import Snapshot
from engine.scoring.table import Moved, ScoreTable
from engine.wording.catalog import say

PRINTED_DECIMALS = 2
"""Decimals of a score whose node does not say how many."""

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Failure:
    """One difference: where its expectation stands in the file, what was expected and what came."""

    way: Way
    what: str


def of_response(
    filled: FilledIn, given: GivenResponse, example: Example, way: Way, expect_way: Way
) -> Iterator[Failure]:
    """Pages that differ, answers that were refused, and answers that nobody asked for."""
    expect = example.expect
    if expect.pages is not None and expect.pages != filled.steps:
        what = f"expected the pages {', '.join(expect.pages)}, got {', '.join(filled.steps) or 'none'}"
        yield Failure((*expect_way, "pages"), what)
    for name, complaint in filled.complaints.items():
        question, _, item = name.partition("/")
        words = say(complaint.text, "en", **complaint.values)
        if not question:
            yield Failure((*way, "answers"), f"the page {item or 'posted'} is refused: {words}")
        elif question in given.answers and name not in expect.problems:  # what is left open is no mistake
            yield Failure((*way, "answers", *name.split("/", 1)), f"the answer to {name} is refused: {words}")
    for name in filled.unasked:
        if name not in expect.unasked:
            what = f"{name} is answered, but the path does not ask it; name it in `unasked` if that is meant"
            yield Failure((*way, "answers", *name.split("/", 1)), what)


def of_questions(responses: Sequence[FilledIn], example: Example, way: Way) -> Iterator[Failure]:
    """Complaints that were expected and did not come; questions that should not have been asked and were."""
    came = {name for filled in responses for name in filled.complaints}
    asked = {name for filled in responses for name in filled.asked}
    asked |= {name.partition("/")[0] for name in asked}
    for position, name in enumerate(example.expect.problems):
        if name not in came:
            yield Failure((*way, "problems", position), f"expected a complaint about {name}, got none")
    for position, name in enumerate(example.expect.unasked):
        if name in asked:
            yield Failure((*way, "unasked", position), f"expected {name} not to be asked, but it is")


def of_quotas(framework: Framework, responses: Sequence[FilledIn], example: Example, way: Way) -> Iterator[Failure]:
    """Responses that count towards other quotas than the one that is named, or towards some where none is."""
    wanted = example.expect.quota
    for filled in responses if wanted is not None else ():
        met = [quota.id for quota in quotas_met(framework, filled.form, walk(framework, filled.form, filled.answers))]
        if wanted not in (met or [NO_QUOTA]):
            what = f"expected the response to count towards {_no(wanted)}, got {', '.join(met) or _no(NO_QUOTA)}"
            yield Failure((*way, "quota"), what)


def _no(quota: str | None) -> str:
    return "no quota" if quota == NO_QUOTA else str(quota)


def of_flags(snapshot: Snapshot, example: Example, way: Way) -> Iterator[Failure]:
    """Flags that more or fewer responses raise."""
    records = snapshot.records
    for name, wanted in example.expect.flags.items():
        raised = None if records is None else records.flags.get(name)
        got = 0 if records is None or raised is None else len(np.unique(records.respondent[raised]))
        if got != wanted:
            yield Failure((*way, "flags", name), f"expected {name} to be raised by {wanted}, got {got}")


def of_figures(framework: Framework, table: ScoreTable, example: Example, way: Way) -> Iterator[Failure]:
    """Scores, measured values, bands, ranks and gates that differ."""
    expect = example.expect
    for key, wanted, figures in (("values", expect.values, table.value), ("scores", expect.scores, table.score)):
        for unit, by_node in wanted.items():
            column = table.unit_column(unit)
            for node, figure in by_node.items():
                row = table.node_row(node)
                decimals = framework.results[node].decimals
                printed = PRINTED_DECIMALS if decimals is None else decimals
                got = float(figures[row, column])
                missing = Missing(int(table.missing[row, column]))
                if not _agree(figure, got, missing, printed, expect.within):
                    shown = missing.name.lower() if np.isnan(got) else _shown(got, figure, printed)
                    of = "" if len(wanted) == 1 else f" of {unit}"
                    yield Failure((*way, key, unit, node), f"expected {_written(figure)} for {node}{of}, got {shown}")
    yield from _of_classes(framework, table, example, way)
    yield from _of_extras(table, example, way)
    yield from _of_moved(table, example, way)


def _of_extras(table: ScoreTable, example: Example, way: Way) -> Iterator[Failure]:
    """Bonus and penalty points that differ; one that gave none gave 0."""
    for unit, by_extra in example.expect.extras.items():
        column = table.unit_column(unit)
        for extra, figure in by_extra.items():
            got = sum(each.points for each in table.extras if (each.extra, each.unit) == (extra, column))
            if not _agree(figure, got, Missing.PRESENT, PRINTED_DECIMALS, example.expect.within):
                shown = _shown(got, figure, PRINTED_DECIMALS)
                what = f"expected {_written(figure)} points of {extra} for {unit}, got {shown}"
                yield Failure((*way, "extras", unit, extra), what)


def _of_moved(table: ScoreTable, example: Example, way: Way) -> Iterator[Failure]:
    """Figures to which something else was done than expected."""
    for unit, by_node in example.expect.moved.items():
        column = table.unit_column(unit)
        for node, steps in by_node.items():
            done = 0 if table.moved is None else int(table.moved[table.node_row(node), column])
            got = [step.name.lower() for step in Moved if step & done and step.name]
            if set(steps) != set(got):
                wanted = " and ".join(steps) or "unchanged"
                what = f"expected {node} of {unit} to be {wanted}, it is {' and '.join(got) or 'unchanged'}"
                yield Failure((*way, "moved", unit, node), what)


def _of_classes(framework: Framework, table: ScoreTable, example: Example, way: Way) -> Iterator[Failure]:
    expect = example.expect
    for unit, band in expect.bands.items():
        place = int(table.band[0, table.unit_column(unit)])
        got = framework.bands[place].id if place >= 0 else "none"
        if got != band:
            yield Failure((*way, "bands", unit), f"expected the band {band} for {unit}, got {got}")
    for unit, rank in expect.ranks.items():
        given = float(table.rank[0, table.unit_column(unit)])
        stands: int | str = "none" if np.isnan(given) else int(given)
        if stands != rank:
            yield Failure((*way, "ranks", unit), f"expected the rank {rank} for {unit}, got {stands}")
    for unit, gates in expect.gates.items():
        bitten = bitten_gates(table, unit)
        if set(gates) != set(bitten):
            wanted = ", ".join(gates) or "no gate"
            what = f"expected {wanted} to limit {unit}, got {', '.join(bitten) or 'no gate'}"
            yield Failure((*way, "gates", unit), what)


def bitten_gates(table: ScoreTable, unit: str) -> tuple[str, ...]:
    """The gates that limited a unit's score."""
    column = table.unit_column(unit)
    return tuple(bite.gate for bite in table.gates if bite.unit == column and bite.after != bite.before)


def _agree(figure: float | str, got: float, missing: Missing, printed: int, within: float | None) -> bool:
    if isinstance(figure, str):
        return bool(np.isnan(got)) and missing.name.lower() == figure
    allowed = 0.5 * 10.0 ** -max(printed, _decimals(figure)) if within is None else within
    return abs(got - figure) <= allowed * (1 + _ROUNDING) + _ROUNDING


def _decimals(figure: float) -> int:
    exponent = Decimal(repr(figure)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _written(figure: float | str) -> str:
    return figure if isinstance(figure, str) else repr(figure).removesuffix(".0")


def _shown(got: float, figure: float | str, printed: int) -> str:
    """The figure with a decimal more than is compared, so that a difference can be seen."""
    decimals = max(printed, 0 if isinstance(figure, str) else _decimals(figure)) + 1
    return f"{got:.{decimals}f}".rstrip("0").rstrip(".")
