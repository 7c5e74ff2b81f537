"""A store in an empty folder, and a survey with one rating page."""

import pytest
from store_samples import make_round

from engine.framework.models import Framework
from engine.store.sqlite import SqliteStore

PAGES = [
    {
        "id": "dealings",
        "title": "Dealings",
        "questions": [
            {"id": "dealt_with", "type": "units", "text": "Which?"},
            {"id": "topics", "type": "choices", "text": "What?", "options": [{"id": "tax", "label": "Tax"}]},
        ],
    },
    {
        "id": "rating",
        "title": "Rating",
        "for_each": "dealt_with",
        "questions": [
            {
                "id": "clear",
                "type": "choice",
                "text": "Clear?",
                "options": [
                    {"id": "yes", "label": "Yes", "value": 4},
                    {"id": "dont_know", "label": "Don't know", "missing": "dont_know"},
                ],
            },
            {"id": "days", "type": "number", "text": "Days?", "when": "clear == 'yes'"},
            {"id": "on_time", "type": "ratio", "text": "On time?", "required": False},
        ],
    },
]


@pytest.fixture
def framework():
    return Framework.model_validate(
        {
            "thuocdo": 1,
            "id": "f",
            "title": "F",
            "edition": "1",
            "status": "example",
            "source": "made for tests",
            "units": {
                "groups": {"a": "A"},
                "list": [{"id": unit, "title": unit, "group": "a"} for unit in ("x", "y", "z")],
            },
            "forms": [{"id": "business", "title": "B", "audience": "respondents", "pages": PAGES}],
            "index": {"id": "t", "title": "T", "children": [{"id": "i", "title": "I", "from": ["days"]}]},
        }
    )


@pytest.fixture
def store(tmp_path):
    store = SqliteStore.open(tmp_path / "data")
    store.create_round(make_round("r1"))
    yield store
    store.close()
