"""Small indices for the tests: a framework from a sketch, a snapshot from figures or answers."""

import numpy as np

from engine.builtin import aggregators, filling, gates, measures, normalisers, survey_measures, treatments
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import Column, Figures, Records, Snapshot, UnitRow
from engine.scoring.planning import make_plan

VOCABULARY = Vocabulary.of(
    (),
    [
        rule
        for room in (measures, survey_measures, filling, treatments, normalisers, aggregators, filling, gates)
        for rule in room.RULES
    ],
)


def use(rule, **settings):
    return {"rule": rule, "settings": settings}


def leaf(name, source="outside", **more):
    return {"id": name, "title": name, "from": (source,), **more}


def dimension(name, *children, **more):
    return {"id": name, "title": name, "children": children, **more}


def plan(index, **more):
    sketch = {"thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s"}
    return make_plan(Framework.model_validate({**sketch, "index": index, **more}), VOCABULARY)


def units(*groups):
    return tuple(UnitRow(f"u{place}", f"U{place}", group) for place, group in enumerate(groups))


def snapshot(figures, groups=None, reasons=None):
    arrays = {name: np.array(values, dtype=float) for name, values in figures.items()}
    size = len(next(iter(arrays.values())))
    return Snapshot(units(*(groups or ["g"] * size)), None, {"": Figures(arrays, reasons or {})})


def records(unit, stratum=None, respondent=None, weight=None, **questions):
    """Numeric questions as lists, None for a question left empty."""
    size = len(unit)
    columns = {
        name: Column(
            values=np.array([np.nan if value is None else value for value in values], dtype=float),
            codes=np.full(size, -1),
            reasons=np.array([Missing.SKIPPED if value is None else 0 for value in values], dtype=np.int8),
        )
        for name, values in questions.items()
    }
    strata = np.zeros(size, dtype=np.int64) if stratum is None else np.array(stratum)
    return Records(
        unit=np.array(unit, dtype=np.int64),
        respondent=np.arange(size) if respondent is None else np.array(respondent),
        weight=np.ones(size) if weight is None else np.array(weight, dtype=float),
        stratum=strata,
        columns=columns,
        strata=tuple(f"s{place}" for place in range(int(strata.max(initial=0)) + 1)),
    )
