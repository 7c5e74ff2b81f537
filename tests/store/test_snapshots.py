"""A question type that a stranger's plugin brings is scored as the engine's own are."""

import numpy as np
from store_samples import WORDS, page

from engine.framework.models import Framework
from engine.framework.question_types import QuestionType, Reading, Yields
from engine.framework.vocabulary import Vocabulary
from engine.snapshots import Filled, snapshot_of

STRANGERS = (
    QuestionType("stars", Yields.NUMBER, lambda _asked, given: Reading(float(given[""][0]))),
    QuestionType("votes", Yields.PARTS, lambda _asked, _given: Reading(), parts=lambda _question: ("done", "due", "void")),
    QuestionType("picture", Yields.NOTHING, lambda _asked, _given: Reading(), parts=lambda _question: ()),
    QuestionType("ranking", Yields.OPTIONS, lambda _asked, given: Reading(tuple(given[""])), needs_options=True),
)
OPTIONS = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]


def asking(*questions):
    pages = [{"id": "p", "title": "P", "questions": [{"text": "?", **question} for question in questions]}]
    return Framework.model_validate(
        {
            "thuocdo": 1, "id": "f", "title": "F", "edition": "1", "status": "example", "source": "made for tests",
            "forms": [{"id": "business", "title": "B", "audience": "respondents", "pages": pages}],
            "index": {"id": "t", "title": "T", "children": [{"id": "i", "title": "I", "from": ["x"]}]},
        }
    )


def test_each_kind_of_value_finds_its_column():
    framework = asking(
        {"id": "x", "type": "stars"},
        {"id": "y", "type": "votes"},
        {"id": "z", "type": "picture"},
        {"id": "w", "type": "ranking", "options": OPTIONS},
    )
    vocabulary = Vocabulary.of([*WORDS.question_types.values(), *STRANGERS], ())
    answers = page(x=4.0, y={"done": 3.0, "due": 5.0, "void": 1.0}, w=("b",))
    columns = snapshot_of(framework, vocabulary, [Filled("business", "", answers)]).records.columns
    assert set(columns) == {"x", "y", "w"}
    np.testing.assert_equal(columns["x"].values, [4])
    np.testing.assert_equal({part: cells[0] for part, cells in columns["y"].parts.items()}, answers["y", ""].value)
    assert columns["w"].picks.tolist() == [[False], [True]]


def test_parts_and_picks_are_there_before_anybody_answered():
    framework = asking({"id": "x", "type": "votes"}, {"id": "w", "type": "ranking", "options": OPTIONS})
    columns = snapshot_of(framework, Vocabulary.of(STRANGERS, ()), []).records.columns
    assert list(columns["x"].parts) == ["done", "due", "void"]
    assert columns["w"].picks.shape == (2, 0)
