"""What is known of units goes into a round before they begin; afterwards it stays, and what is lacking is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.builtin import plugin
from engine.framework.models import Framework
from engine.framework.reader import read_framework
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.given import give, lacking
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore

VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
FILE = Path(__file__).parents[1] / "surveys" / "features" / "scoring" / "known_figures.yaml"
TOLD = {"xa-an-phu": {AnswerKey("last_year"): Answer(10000.0), AnswerKey("population"): Answer(10400.0)}}


@pytest.fixture(scope="module")
def framework() -> Framework:
    read = read_framework(FILE, VOCABULARY)
    assert read.framework is not None
    return read.framework


def made(store: SqliteStore, state: RoundState) -> Round:
    round_ = Round(state.value, "known_figures", "Đợt", state, False, None, None, "", "")
    store.create_round(round_)
    return round_


@pytest.fixture
def store(tmp_path: Path):
    store = SqliteStore.open(tmp_path)
    yield store
    store.close()


@pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.OPEN])
def test_a_unit_begins_with_what_is_known_of_it(store, framework, state) -> None:
    round_ = made(store, state)
    give(store, round_, framework, TOLD)

    begun = store.start_response(round_.id, "commune", "xa-an-phu")

    assert begun.answers == {AnswerKey("last_year"): Answer(10000.0), AnswerKey("given.population"): Answer(10400.0)}


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.PUBLISHED])
def test_nothing_is_given_where_nobody_begins(store, framework, state) -> None:
    with pytest.raises(ThuocDoError, match=f"The round {state} is {state}: nobody begins it any more."):
        give(store, made(store, state), framework, TOLD)


def test_what_a_unit_began_with_stays(store, framework) -> None:
    round_ = made(store, RoundState.OPEN)
    give(store, round_, framework, TOLD)
    store.start_response(round_.id, "commune", "xa-an-phu")

    with pytest.raises(ThuocDoError, match=r"of which the file tells something else: xa-an-phu\. Give for them"):
        give(store, round_, framework, {"xa-binh-minh": TOLD["xa-an-phu"]})
    assert [each.subject for each in store.given(round_.id)] == ["xa-an-phu"]

    give(store, round_, framework, {**TOLD, "xa-binh-minh": {AnswerKey("last_year"): Answer(800.0)}})
    assert [each.subject for each in store.given(round_.id)] == ["xa-an-phu", "xa-binh-minh"]


def test_what_is_only_shown_and_not_given_is_told(framework) -> None:
    assert lacking(framework, TOLD) == ["last_year: nothing is given for 1 of 2 units: xa-binh-minh"]
    assert lacking(framework, dict.fromkeys(("xa-an-phu", "xa-binh-minh"), TOLD["xa-an-phu"])) == []
