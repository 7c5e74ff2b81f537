"""The bundled frameworks: sound, in both languages, scored from synthetic answers."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import numpy as np
import pytest

from engine.authoring.study import study
from engine.catalog import Catalog, Offered, build_catalog
from engine.framework.missing import Missing
from engine.plugins import make_plugin_manager, surveys_folders
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.path import path_of
from engine.questionnaire.synthetic import Synthesiser
from engine.resources import folder
from engine.scoring.run import score
from engine.scoring.table import ScoreTable
from engine.snapshots import Filled, snapshot_of

DEPARTMENT, LOCALITY, UNGROUPED = "so-xay-dung", "huyen-nghi-loc", "so-tai-chinh"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager(surveys_folders()))


@pytest.fixture(scope="module")
def ddci(catalog: Catalog) -> Offered:
    return catalog.offered["ddci_nghe_an_2022"]


@pytest.fixture(scope="module")
def table(catalog: Catalog, ddci: Offered) -> ScoreTable:
    framework = ddci.framework
    random = Random(7)
    lean = {unit.id: random.uniform(0.35, 0.85) for unit in framework.units.list}
    draw = Synthesiser(framework, framework.form["business"], catalog.vocabulary, date(2023, 6, 1))
    sent = [Filled("business", "", draw.answers(random, lean)) for _ in range(500)]
    return score(ddci.plan, snapshot_of(framework, catalog.vocabulary, sent))


def test_every_bundled_file_is_sound_and_offered_once(catalog: Catalog) -> None:
    assert [str(problem) for problem in catalog.problems] == []
    assert {"ddci_nghe_an_2022", "security4layer", "pci_2006", "hdi_2022"} <= set(catalog.offered)


def test_families_bring_their_own_files(catalog: Catalog) -> None:
    assert catalog.offered["ddci_nghe_an_2022"].plugin == "ddci"
    assert catalog.offered["security4layer"].plugin == "security4layer"


def test_the_register_of_nghe_an(ddci: Offered) -> None:
    groups = Counter(unit.group for unit in ddci.framework.units.list)
    assert groups == {"a": 6, "b": 4, "local": 21, None: 16}
    localities = {unit.code for unit in ddci.framework.units.list if unit.group == "local"}
    assert localities == {str(code) for code in range(412, 433)}


def test_four_to_six_questions_a_page_and_the_same_for_both_kinds(ddci: Offered) -> None:
    form = ddci.framework.form["business"]
    of = {name: [page for page in form.pages if page.for_each == name] for name in ("departments", "locality")}
    assert [len(pages) for pages in of.values()] == [8, 9]
    assert {len(page.questions) for pages in of.values() for page in pages} <= {4, 5, 6}
    asked = {q.id for page in of["departments"] for q in page.questions}
    assert {f"{question}_loc" for question in asked} <= set(form.question)


def test_only_units_that_were_dealt_with_are_rated(ddci: Offered) -> None:
    form = ddci.framework.form["business"]
    nobody = path_of(ddci.framework, form, {})
    assert [step.key for step in nobody] == ["about", "contact", "closing"]
    dealt = {AnswerKey("departments"): Answer((DEPARTMENT, UNGROUPED)), AnswerKey("locality"): Answer((LOCALITY,))}
    assert len(path_of(ddci.framework, form, dealt)) == 3 + 2 * 8 + 9


def test_ranked_units_have_scores_and_land_is_for_localities(table: ScoreTable) -> None:
    root, land = table.node_row("ddci"), table.node_row("land")
    grouped = np.array([unit.group is not None for unit in table.units])
    local = np.array([unit.group == "local" for unit in table.units])
    assert ((table.score[root, grouped] > 10) & (table.score[root, grouped] < 100)).all()
    assert np.isfinite(table.score[land, local]).all()
    assert (table.missing[land, ~local] == Missing.NOT_APPLICABLE).all()
    assert set(table.rank[root, local]) == set(range(1, 22))


def test_units_without_a_group_have_neither_score_nor_rank(table: ScoreTable) -> None:
    alone = table.unit_column(UNGROUPED)
    assert np.isnan(table.score[table.node_row("ddci"), alone])
    assert np.isnan(table.rank[table.node_row("ddci"), alone])
    assert table.n[table.node_row("ddci"), alone] > 0


BUNDLED = sorted(path.stem for path in folder("surveys").glob("*.yaml"))


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_file_carries_examples_that_hold_and_score_every_node(catalog: Catalog, name: str) -> None:
    studied = study(catalog.offered[name], catalog.vocabulary)

    assert [str(problem) for problem in studied.problems] == []
    assert len(studied.outcomes) >= 3
    touched = {kind: (done, of) for kind, done, of in studied.coverage.counts()}
    assert touched["nodes"][0] == touched["nodes"][1]
