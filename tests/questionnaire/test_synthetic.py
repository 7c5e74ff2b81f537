"""Made-up answers are answers that the form accepts, for every type of question there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from engine.authoring.dry_run import dry_run
from engine.catalog import Catalog, Offered, build_catalog
from engine.plugins import make_plugin_manager
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.checking import missing_required
from engine.questionnaire.names import lookup
from engine.questionnaire.path import walk
from engine.questionnaire.reading import asked, standing
from engine.questionnaire.synthetic import Synthesiser
from engine.questionnaire.together import unmet

FEATURES = Path(__file__).parents[1] / "surveys" / "features"
NAMES = sorted(path.stem for path in FEATURES.glob("*.yaml"))
TODAY = date(2026, 1, 1)
NOT_MADE_UP = {"report": "a file", "contracts": "files"}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager([FEATURES]))


def drawn(offered: Offered, catalog: Catalog, times: int, seed: int = 1) -> Iterator[Answers]:
    form, random = offered.framework.forms[0], Random(seed)
    draw = Synthesiser(offered.framework, form, catalog.vocabulary, TODAY)
    for _ in range(times):
        yield draw.answers(random, {})


@pytest.mark.parametrize("name", NAMES)
def test_every_required_question_of_a_form_is_answered_and_every_check_is_met(name: str, catalog: Catalog) -> None:
    framework = catalog.offered[name].framework
    form = framework.forms[0]
    for answers in drawn(catalog.offered[name], catalog, 30):
        still_open = {q.id for _, q in missing_required(walk(framework, form, answers), catalog.vocabulary)}
        assert still_open <= set(NOT_MADE_UP)
        assert unmet(framework, form, walk(framework, form, answers), answers, catalog.vocabulary, "vi") == []


@pytest.mark.parametrize("name", NAMES)
def test_the_form_reads_every_answer_back_as_it_was_made_up(name: str, catalog: Catalog) -> None:
    framework = catalog.offered[name].framework
    for answers in drawn(catalog.offered[name], catalog, 5):
        names = lookup(framework, framework.forms[0], answers, "")
        for key, answer in answers.items():
            question = framework.question.get(key.question)
            if question is None or answer.value is None:
                continue
            kind = catalog.vocabulary.question_types[question.type]
            if not kind.asks:
                continue
            before = standing(asked(framework, question, "vi"), names, answer.details)
            read = kind.read(before, kind.shown(before, answer.value))
            assert (read.complaints, read.value, read.details) == ((), answer.value, answer.details)


def test_the_same_seed_makes_up_the_same_answers(catalog: Catalog) -> None:
    one, other, third = (list(drawn(catalog.offered["number_kinds"], catalog, 5, seed)) for seed in (1, 1, 2))
    assert one == other
    assert one != third


def test_a_row_is_named_and_asked_about(catalog: Catalog) -> None:
    for answers in drawn(catalog.offered["repeating_rows"], catalog, 5):
        rows = answers[AnswerKey("systems")]
        assert {key.item for key in answers if key.question == "users"} == set(rows.value or ())
        assert set(rows.details) == set(rows.value or ())


@pytest.mark.parametrize("name", NAMES)
def test_a_dry_run_answers_every_feature(name: str, catalog: Catalog) -> None:
    offered = catalog.offered[name]
    spreads = dry_run(offered.framework, offered.plan, catalog.vocabulary, 4, 1, lambda *_: None)
    assert [spread.node for spread in spreads] == list(offered.framework.results)
