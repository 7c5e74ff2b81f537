"""One small survey that the questionnaire tests walk through."""

import pytest

from engine.builtin.questions import TYPES
from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary

YES_NO = [
    {"id": "yes", "label": {"vi": "Có", "en": "Yes"}, "value": 1},
    {"id": "no", "label": {"vi": "Không", "en": "No"}, "value": 0},
    {"id": "dont_know", "label": {"vi": "Không biết", "en": "Don't know"}, "missing": "dont_know"},
]
SURVEY = {
    "thuocdo": 1,
    "id": "survey",
    "title": "Survey",
    "edition": "2026",
    "status": "example",
    "source": "made for tests",
    "scales": {"yes_no": YES_NO},
    "units": {
        "groups": {"a": "A"},
        "list": [
            {"id": "so-xay-dung", "group": "a", "title": "Sở Xây dựng"},
            {"id": "so-y-te", "group": "a", "title": "Sở Y tế"},
        ],
    },
    "forms": [
        {
            "id": "business",
            "title": "Business",
            "audience": "respondents",
            "pages": [
                {
                    "id": "dealings",
                    "title": "Dealings",
                    "questions": [
                        {"id": "dealt_with", "type": "units", "text": "Which?", "settings": {"max": 2}},
                        {"id": "employees", "type": "number", "text": "How many?", "required": False},
                    ],
                },
                {
                    "id": "rating",
                    "title": "{unit}",
                    "for_each": "dealt_with",
                    "questions": [
                        {"id": "hint", "type": "note", "text": "Read this."},
                        {"id": "had_procedure", "type": "choice", "scale": "yes_no", "text": "A procedure?"},
                        {"id": "days", "type": "number", "text": "Days?", "when": "had_procedure == 'yes'"},
                        {"id": "reason", "type": "text", "text": "Why so long?", "when": "days > 30"},
                    ],
                },
                {
                    "id": "large",
                    "title": "Large firms",
                    "when": "employees >= 100",
                    "questions": [{"id": "union", "type": "choice", "scale": "yes_no", "text": "A union?"}],
                },
            ],
        }
    ],
    "index": {"id": "total", "title": "T", "children": [{"id": "speed", "title": "S", "from": ["days"]}]},
}


@pytest.fixture(scope="session")
def survey():
    return Framework.model_validate(SURVEY)


@pytest.fixture(scope="session")
def form(survey):
    return survey.form["business"]


@pytest.fixture(scope="session")
def vocabulary():
    return Vocabulary.of(TYPES, ())
