"""Small rounds of anonymous respondents: an index from a sketch, and for each unit and question the answers given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.builtin import plugin
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import Column, Figures, Records, Snapshot, UnitRow
from engine.scoring.plan import Plan
from engine.scoring.planning import make_plan
from engine.scoring.run import score
from engine.scoring.table import ScoreTable

VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
ON_A_HUNDRED = {"rule": "none", "settings": {"to": [0, 100]}}

Given = Mapping[str, Sequence[float]]
"""Of one unit: by question the answers of respondent 0, 1, 2 …"""


def leaf(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name.upper(), "from": (f"q_{name}",), **more}


def dimension(name: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name.upper(), "children": children, **more}


def questions_of(index: Mapping[str, Any]) -> Iterator[str]:
    yield from (name for name in index.get("from", ()) if name != "outside")
    for child in index.get("children", ()):
        yield from questions_of(child)


def framework(index: dict[str, Any], **more: Any) -> Framework:
    """An index over number questions of one form that respondents fill in."""
    asked = [{"id": name, "type": "number", "text": name} for name in dict.fromkeys(questions_of(index))]
    form = {
        "id": "f",
        "audience": "respondents",
        "title": "F",
        "pages": [{"id": "p", "title": "P", "questions": asked}],
    }
    return Framework.model_validate({
        "thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s",
        "forms": [form], "index": index, **more,
    })  # fmt: skip


def scored(
    index: dict[str, Any],
    units: Mapping[str, Given],
    weights: Sequence[float] = (),
    figures: Mapping[str, Sequence[float]] | None = None,
    replicates: int = 0,
    **more: Any,
) -> ScoreTable:
    """The score table of units in one group; `weights` by respondent, 1 unless given."""
    plan, snapshot = round_of_answers(index, units, weights, figures, **more)
    return score(plan, snapshot, replicates=replicates)


def round_of_answers(
    index: dict[str, Any],
    units: Mapping[str, Given],
    weights: Sequence[float] = (),
    figures: Mapping[str, Sequence[float]] | None = None,
    **more: Any,
) -> tuple[Plan, Snapshot]:
    """What is scored: respondent n of the unit at position p is number 1000 p + n."""
    rated, respondent, answers = [], [], []
    for position, given in enumerate(units.values()):
        for number in range(max((len(each) for each in given.values()), default=0)):
            rated.append(position)
            respondent.append(1000 * position + number)
            answers.append({name: each[number] for name, each in given.items() if number < len(each)})
    book = framework({"normalise": ON_A_HUNDRED, "measure": {"rule": "mean", "settings": {}}, "min_coverage": 0.01, **index}, **more)  # fmt: skip
    columns = {
        name: Column(
            values=np.array([each.get(name, np.nan) for each in answers], dtype=float),
            codes=np.full(len(answers), -1),
            reasons=np.array([0 if name in each else Missing.NOT_ASKED for each in answers], dtype=np.int8),
        )
        for name in book.question
    }
    weight = np.array([weights[each % 1000] if weights else 1.0 for each in respondent], dtype=float)
    records = Records(
        np.array(rated, dtype=np.int64), np.array(respondent, dtype=np.int64), weight,
        np.zeros(len(rated), dtype=np.int64), columns,
    )  # fmt: skip
    outside = {"": Figures({name: np.array(each, dtype=float) for name, each in (figures or {}).items()})}
    rows = tuple(UnitRow(name, name, "g") for name in units)
    return make_plan(book, VOCABULARY), Snapshot(rows, records, outside if figures else {})
