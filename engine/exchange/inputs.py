"""The files of one score run read together: figures, answers and units make a snapshot, or all their mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.exchange import answers as answers_in
from engine.exchange import values as values_in
from engine.exchange.flagged import raise_flags
from engine.exchange.units import read_units
from engine.framework.models import Framework
from engine.framework.sheets import stop_at
from engine.framework.vocabulary import Vocabulary
from engine.hookspecs import ResponseCheck
from engine.scoring.arrays import Snapshot
from engine.snapshots import register_of


def read_snapshot(
    framework: Framework,
    vocabulary: Vocabulary,
    *,
    values: Sequence[Path] = (),
    answers: Path | None = None,
    units: Path | None = None,
    unit_column: str = "unit",
    checks: Iterable[ResponseCheck] | None = None,
) -> tuple[Snapshot, tuple[str, ...]]:
    """The snapshot, and the columns that name no indicator; with `checks` its records are flagged.

    Raises ThuocDoError with the mistakes of all files at once, OSError if one cannot be read.
    """
    figures = values_in.read_values(values, framework, unit_column)
    given = answers_in.read_answers(answers, framework, vocabulary) if answers else None
    sheets = [*figures.sheets, *([given.sheet] if given else [])]
    if units:
        sheet, rows = read_units(units, framework)
        sheets.append(sheet)
        known = not sheet.problems
        if known:
            values_in.read_beside(figures, sheet, framework)
    else:
        rows, known = register_of(framework, [*figures.units, *(given.met if given else ())]), True
    if known:
        values_in.complain_of_strangers(figures, rows)
        if given:
            answers_in.complain_of_strangers(given, rows)
    stop_at(sheets)
    if given and checks is not None:
        raise_flags(given, checks)
    records = answers_in.records_of(given, framework, vocabulary, rows) if given else None
    return Snapshot(rows, records, values_in.figures_of(figures, rows)), tuple(figures.left_out)
