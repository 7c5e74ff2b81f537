"""What the DDCI plugin adds: quality flags on a response, and the check that raters dealt with the unit."""

from __future__ import annotations

import re

import pytest

from engine.catalog import Catalog, build_catalog, offer
from engine.framework.models import Form
from engine.framework.reader import read_text
from engine.plugins import make_plugin_manager
from engine.resources import folder
from plugins.ddci.rules import contradiction, straight_lining


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager())


@pytest.fixture(scope="module")
def form(catalog: Catalog) -> Form:
    return catalog.offered["ddci_nghe_an_2022"].framework.form["business"]


def agree_questions(form: Form) -> list[str]:
    """The department's questions on the agree scale."""
    return [q.id for q in form.question.values() if q.scale == "agree4" and not q.id.endswith("_loc")]


@pytest.mark.parametrize(("same", "different", "flagged"), [(10, 0, True), (8, 2, True), (7, 3, False), (9, 0, False)])
def test_ten_ratings_of_which_eight_are_the_same_are_flagged(
    form: Form, same: int, different: int, flagged: bool
) -> None:
    options = ["agree"] * same + ["disagree"] * different
    answers = {(q, "so-xay-dung"): option for q, option in zip(agree_questions(form), options, strict=False)}
    assert straight_lining(form, answers) is flagged


def test_ratings_of_several_units_count_together(form: Form) -> None:
    asked = agree_questions(form)[:5]
    assert straight_lining(form, {(q, unit): "agree" for q in asked for unit in ("so-xay-dung", "so-tu-phap")})


def test_a_statement_and_its_opposite_about_one_unit_contradict(form: Form) -> None:
    both = {("equal_treatment", "so-xay-dung"): "strongly_agree", ("favours_connected", "so-xay-dung"): "strongly_agree"}
    assert contradiction(form, both)
    assert contradiction(form, {(f"{q}_loc", "huyen-nghi-loc"): value for (q, _), value in both.items()})
    assert not contradiction(form, {**both, ("favours_connected", "so-xay-dung"): "agree"})


def test_what_holds_for_two_units_does_not_contradict(form: Form) -> None:
    answers = {("equal_treatment", "so-xay-dung"): "strongly_agree", ("favours_connected", "so-tu-phap"): "strongly_agree"}
    assert not contradiction(form, answers)


def test_every_pair_is_asked_in_the_form(form: Form) -> None:
    from plugins.ddci.rules import CONTRADICTIONS, LOCALITY

    pairs = {f"{q}{copy}" for pair in CONTRADICTIONS for q in pair for copy in ("", LOCALITY)}
    assert pairs <= set(form.question)


def test_a_rating_without_contact_is_a_problem_with_its_place(catalog: Catalog) -> None:
    text = (folder("surveys") / "ddci_nghe_an_2022.yaml").read_text(encoding="utf-8")
    without = re.sub(r"(- id: fair_page\n.*\n) +for_each: departments\n", r"\1", text).replace("{unit}", "đơn vị")
    found, problems = offer(read_text(without, "x.yaml", catalog.vocabulary), "ddci", catalog.vocabulary, catalog.checks)
    assert found is None
    assert len(problems) == 4
    assert str(problems[0]).startswith("x.yaml:")
    assert "`equal_treatment` is not asked about a unit" in str(problems[0])
