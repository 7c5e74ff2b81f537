"""An earlier edition's snapshot told in the questions and indicators of a new one, so that its rules can score it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.question_types import Yields
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import BoolArray, Column, Figures, IntArray, Records, Snapshot
from engine.scoring.change import Comparable


def carried(snapshot: Snapshot, new: Framework, vocabulary: Vocabulary, comparable: Comparable, basis: str) -> Snapshot:
    """The snapshot with what is comparable; all else was not asked. Options count what they count in the new edition.

    Units stay those of the earlier edition, in the groups that they had.
    """
    bases = {basis: Figures({}), **snapshot.figures}
    figures = {name: _figures(given, new, comparable, len(snapshot.units)) for name, given in bases.items()}
    records = snapshot.records
    if records is not None:
        columns = {
            name: _recoded(column, _options(new, vocabulary, name))
            for name, column in records.columns.items()
            if name in comparable.questions
        }
        records = replace(records, columns=columns)
    return Snapshot(snapshot.units, _none_empty(records), figures)


def _none_empty(records: Records | None) -> Records | None:
    return records if records is not None and records.columns else None


def _figures(given: Figures, new: Framework, comparable: Comparable, units: int) -> Figures:
    never = np.full(units, Missing.NOT_ASKED, dtype=np.int8)
    lacking = [node.id for node in new.indicators if node.id not in comparable.indicators]
    values = {name: each for name, each in given.values.items() if name in comparable.indicators}
    reasons = {name: each for name, each in given.reasons.items() if name in comparable.indicators}
    return Figures(values | {name: np.full(units, np.nan) for name in lacking}, reasons | dict.fromkeys(lacking, never))


def _options(new: Framework, vocabulary: Vocabulary, name: str) -> Mapping[str, float | None]:
    """The options of a question with what each counts, as a column has them."""
    question = new.question[name]
    if vocabulary.question_types[question.type].yields is Yields.UNITS:
        return dict.fromkeys(unit.id for unit in new.units.list)
    return {option.id: option.value for option in new.options_of(question)}


def _recoded(column: Column, options: Mapping[str, float | None]) -> Column:
    """The column with the new edition's options in their order, each answer counting what its option counts now."""
    if not column.options or not options:
        return column
    place = {name: position for position, name in enumerate(options)}
    now = np.array([*(place.get(name, -1) for name in column.options), -1], dtype=np.int64)
    codes = now[column.codes]
    worth = np.array([*(np.nan if value is None else value for value in options.values()), np.nan])
    return replace(
        column,
        options=tuple(options),
        codes=codes,
        values=np.where(codes >= 0, worth[codes], column.values),
        picks=None if column.picks is None else _moved(column.picks, now, len(options)),
        places=None if column.places is None else _placed(column.places, now, len(options)),
    )


def _moved(picks: BoolArray, now: IntArray, size: int) -> BoolArray:
    moved = np.zeros((size, picks.shape[1]), dtype=bool)
    kept = now[:-1] >= 0
    moved[now[:-1][kept]] = picks[kept]
    return moved


def _placed(places: IntArray, now: IntArray, size: int) -> IntArray:
    moved = np.zeros((size, places.shape[1]), dtype=np.int64)
    kept = now[:-1] >= 0
    moved[now[:-1][kept]] = places[kept]
    return moved
