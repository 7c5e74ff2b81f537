"""Rankings are scored by the places that they give, not only by what was chosen."""

from __future__ import annotations

import numpy as np
import pytest

from engine.builtin.measures import mean_place, share_placed
from engine.builtin.questions import TYPES
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer
from engine.scoring.arrays import Ratings
from engine.snapshots import column_of

OPTIONS = [{"id": name, "label": name} for name in ("speed", "cost", "manner")]
FRAMEWORK = Framework.model_validate(
    {
        "thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s",
        "index": {"id": "total", "title": "T", "from": ("outside",)},
        "forms": [{"id": "f", "title": "F", "audience": "respondents", "pages": [{"id": "p", "title": "P", "questions": [
            {"id": "best", "type": "ranking", "text": "?", "options": OPTIONS, "settings": {"top": 2}}]}]}],
    }
)  # fmt: skip


def ranked(*per_unit: list[tuple[str, ...] | Missing], weights: list[float] | None = None) -> Ratings:
    given = [each for unit in per_unit for each in unit]
    answers = [Answer(None, each) if isinstance(each, Missing) else Answer(each) for each in given]
    kind = Vocabulary.of(TYPES, ()).question_types["ranking"]
    column = column_of(FRAMEWORK, FRAMEWORK.question["best"], kind, range(len(answers)), answers, len(answers))
    starts = np.cumsum([0, *map(len, per_unit)])
    return Ratings(starts, column, np.array(weights if weights is not None else [1.0] * len(answers)))


def test_mean_place_of_those_who_placed_it() -> None:
    given = ranked([("speed", "cost"), ("cost", "speed"), ("cost", "manner")], [("manner", "cost")])
    assert mean_place(given, of="speed").values.tolist() == pytest.approx([1.5, np.nan], nan_ok=True)
    assert mean_place(given, of="speed").n.tolist() == [2, 0]
    assert mean_place(given, of="speed", unplaced=3).values.tolist() == [2.0, 3.0]


def test_share_that_placed_it_first_or_among_the_first() -> None:
    given = ranked([("speed", "cost"), ("cost", "speed"), ("cost", "manner"), Missing.SKIPPED], weights=[2, 1, 1, 5])
    assert share_placed(given, of="speed").values.tolist() == [50.0]
    assert share_placed(given, of="speed", within=2).values.tolist() == [75.0]
    assert share_placed(given, of="speed").n.tolist() == [3]


def test_replicates_are_carried_along() -> None:
    weights = np.array([[1.0, 1.0], [2.0, 0.0]])
    given = ranked([("speed", "cost"), ("cost", "speed")])
    given = Ratings(given.starts, given.column, weights)
    assert mean_place(given, of="cost").values.tolist() == [[1.5], [2.0]]
    assert share_placed(given, of="cost").values.tolist() == [[50.0], [0.0]]


def test_nobody_asked_is_missing_with_its_reason() -> None:
    found = mean_place(ranked([Missing.SKIPPED]), of="cost")
    assert (np.isnan(found.values).all(), found.reasons.tolist()) == (True, [Missing.SKIPPED])
