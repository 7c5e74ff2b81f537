"""Quality flags are worked out from what was answered on the way, and a broken check keeps nobody from sending."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.catalog import Offered, build_catalog
from engine.hookspecs import ResponseCheck
from engine.plugins import make_plugin_manager
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.flags import flags_of
from tests.web.conftest import SURVEY

CLEAR = AnswerKey("clear", "so-xay-dung")
ANSWERS = {AnswerKey("dealt_with", ""): Answer(("so-xay-dung",)), CLEAR: Answer("yes")}


@pytest.fixture
def survey(tmp_path: Path) -> Offered:
    (tmp_path / "mini.yaml").write_text(SURVEY, encoding="utf-8")
    return build_catalog(make_plugin_manager([tmp_path])).offered["mini"]


def raised(survey: Offered, answers: dict, *checks: ResponseCheck) -> tuple[str, ...]:
    return flags_of(checks, survey.vocabulary.question_types, survey.framework, survey.framework.forms[0], answers)


def test_a_check_sees_values_by_question_and_unit(survey: Offered) -> None:
    seen = ResponseCheck("seen", "Thấy", lambda _form, values: values["clear", "so-xay-dung"] == "yes")
    not_seen = ResponseCheck("not_seen", "Không thấy", lambda _form, values: not values)
    assert raised(survey, ANSWERS, seen, not_seen) == ("seen",)


def test_an_answer_off_the_path_counts_for_nothing(survey: Offered) -> None:
    any_clear = ResponseCheck("clear", "Có", lambda _form, values: any(question == "clear" for question, _ in values))
    assert raised(survey, ANSWERS, any_clear) == ("clear",)
    assert raised(survey, {CLEAR: Answer("yes")}, any_clear) == ()


def test_a_check_that_fails_is_logged_and_the_others_still_speak(
    survey: Offered, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_form: object, _values: object) -> bool:
        raise ZeroDivisionError

    always = ResponseCheck("always", "Luôn", lambda _form, _values: True)
    assert raised(survey, ANSWERS, ResponseCheck("broken", "Hỏng", broken), always) == ("always",)
    assert "the response check broken failed" in caplog.text


PAGES = """\
thuocdo: 1
id: opinions
edition: "1"
title: Opinions
status: example
source: made up
languages: [en]
quality: {unfilled: {share: 0.5, questions: 4}}
forms:
  - id: f
    title: F
    audience: respondents
    pages:
      - id: p
        title: P
        questions:
          - {id: hello, type: note, text: Hello}
          - {id: a, type: number, text: A, required: false}
          - {id: b, type: number, text: B, required: false}
          - {id: twice, type: computed, text: Twice, formula: 2 * a}
          - {id: c, type: number, text: C, required: false}
          - {id: d, type: number, text: D, required: false}
          - {id: e, type: number, text: E, when: a == 1, required: false}
index:
  id: total
  title: T
  children: [{id: i, title: I, from: a, measure: mean}]
"""


@pytest.mark.parametrize(
    ("given", "raised"),
    [
        ({"a": 2.0, "b": 1.0}, ()),  # two of four; what is not asked, or only read, is not left empty
        ({"a": 2.0}, ("unfilled",)),
        ({"a": 1.0, "b": 1.0}, ("unfilled",)),  # asked five, three of them empty
        ({}, ("unfilled",)),
    ],
)
def test_what_was_asked_and_left_empty_is_a_sign_too(tmp_path: Path, given: dict, raised: tuple[str, ...]) -> None:
    (tmp_path / "opinions.yaml").write_text(PAGES, encoding="utf-8")
    survey = build_catalog(make_plugin_manager([tmp_path])).offered["opinions"]
    kinds, form = survey.vocabulary.question_types, survey.framework.forms[0]
    answers = {AnswerKey(name, ""): Answer(worth) for name, worth in given.items()}
    assert flags_of((), kinds, survey.framework, form, answers) == raised
