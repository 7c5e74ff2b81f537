"""A survey and its next edition that extends it: answers carried over, re-scored, and every change taken apart."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.authoring.dry_run import drawn
from engine.builtin import plugin
from engine.catalog import Catalog, Offered, build_catalog, load
from engine.editions.carrying import carried
from engine.editions.comparing import Edition, change_between, with_change, with_earlier
from engine.framework.missing import Missing
from engine.framework.reader import read_text
from engine.framework.vocabulary import Vocabulary
from engine.plugins import make_plugin_manager, surveys_folders
from engine.questionnaire.answers import Answer, AnswerKey
from engine.scoring.arrays import Column
from engine.scoring.change import Comparable
from engine.scoring.change_table import Why
from engine.scoring.run import score
from engine.snapshots import Filled, register_of, snapshot_of

EDITION = (Path(__file__).parents[1] / "authoring" / "edition.yaml").read_text("utf-8")
VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
NEXT = """\
thuocdo: 1
extends: ddci_nghe_an_2022
id: ddci_nghe_an_2023
edition: "2023"
examples: null
questions:
  - {id: days, max: 180}
  - {id: entry_online, type: choice, scale: agree4, after: guidance, required: false, text: {vi: Nộp trực tuyến dễ?, en: Easy to file online?}}
nodes:
  - {id: entry, weight: 2}
  - {id: entry_online_share, after: entry_guidance, title: {vi: Nộp trực tuyến, en: Filing online}, from: entry_online, measure: {rule: share, of: [strongly_agree, agree]}, direction: higher}
units:
  list: [{id: so-moi, group: a, title: Sở Mới}, {id: so-tu-phap, remove: true}]
remove: [entry_returns]
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager(surveys_folders()))


@pytest.fixture(scope="module")
def pair(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> tuple[Edition, Edition]:
    path = tmp_path_factory.mktemp("editions") / "next.yaml"
    path.write_text(NEXT, "utf-8")
    found, problems = load(path, "file", catalog.vocabulary, catalog.checks)
    assert found is not None, problems
    return answered(catalog.offered["ddci_nghe_an_2022"], 1), answered(found, 2)


def answered(offered: Offered, seed: int) -> Edition:
    framework = offered.framework
    units = register_of(framework)
    return Edition(offered, drawn(framework, offered.plan, offered.vocabulary, units, 250, seed))


def test_every_change_of_a_survey_adds_up_and_says_where_none_is_shown(pair: tuple[Edition, Edition]) -> None:
    before, now = pair
    new = score(now.offered.plan, now.snapshot)

    old, change = change_between([before], now, new)

    rows, columns = ({name: place for place, name in enumerate(names)} for names in (change.nodes, change.units))
    shown = change.why == Why.SHOWN
    together = change.method + change.own + change.peers + change.data
    assert shown[rows["ddci"]].sum() >= 25
    assert np.abs((together - change.total)[shown]).max() <= 1e-9 * 100
    assert (change.why[rows["entry_online_share"]] == Why.NEW_NODE).sum() == len(change.units)
    assert (change.why[rows["entry_days"]] == Why.NOT_COMPARABLE).sum() == len(change.units)  # its limit was narrowed
    assert (change.why[:, columns["so-moi"]] != Why.SHOWN).all()
    assert change.why[rows["ddci"], columns["so-moi"]] == Why.NEW_UNIT
    assert np.abs(change.peers[rows["ddci"]][shown[rows["ddci"]]]).max() > 0
    assert change.edition == "2022"
    assert old.framework.id == "ddci_nghe_an_2022"
    assert with_change(new, new, [before], now).change is not None


def test_where_only_weights_differ_all_of_the_method_is_told_by_the_weights(pair: tuple[Edition, Edition]) -> None:
    """The same answers, `entry` weighing 2: 10·Σw·s/Σw over the components that there are, less 10 times their mean."""
    before, _ = pair
    text = before.offered.file.text.replace("    - id: entry\n", "    - id: entry\n      weight: 2\n", 1)
    found = read_text(text, "ddci.yaml", before.offered.vocabulary).framework
    assert found is not None
    from engine.scoring.planning import make_plan

    offered = replace(before.offered, framework=found, plan=make_plan(found, before.offered.vocabulary))
    now = replace(before, offered=offered)
    old, change = change_between([before], now, score(offered.plan, now.snapshot))

    there = change.why[0] == Why.SHOWN
    scores = np.stack([old.score[old.node_row(child.id)] for child in found.index.children])[:, there]
    weights = np.where(np.isnan(scores), np.nan, np.array([[child.weight] for child in found.index.children]))
    expected = 10 * np.nansum(weights * scores, axis=0) / np.nansum(weights, axis=0) - 10 * np.nanmean(scores, axis=0)
    np.testing.assert_allclose(change.method[0][there], expected, atol=1e-9)
    assert there.sum() >= 25  # localities with few answers are withheld
    for part in (change.own, change.peers, change.data):
        assert np.abs(part[0][there]).max() <= 1e-9


def answer(**given: str) -> Filled:
    answers = {AnswerKey("dealt_with", ""): Answer(("so-xay-dung",))}
    answers |= {AnswerKey(name, "so-xay-dung"): Answer(value) for name, value in given.items()}
    return Filled("business", "", answers)


def told_in(new_text: str, **given: str) -> Column:
    old, new = (read_text(text, "edition.yaml", VOCABULARY).framework for text in (EDITION, new_text))
    assert old is not None
    assert new is not None
    snapshot = snapshot_of(old, VOCABULARY, [answer(**given)])
    everything = Comparable(frozenset(x.id for x in new.indicators), frozenset(new.question))
    found = carried(snapshot, new, VOCABULARY, everything, "").records
    assert found is not None
    return found.columns["clear"]


def test_an_answer_counts_what_its_option_counts_now() -> None:
    column = told_in(EDITION.replace("{id: agrees, value: 2,", "{id: agrees, value: 7,"), clear="agrees")

    assert column.values[-1] == 7


def test_options_are_found_again_in_another_order() -> None:
    agrees = "    - {id: agrees, value: 2, label: {vi: Đồng ý, en: Agree}}\n"
    disagrees = "    - {id: disagrees, value: 1, label: {vi: Không đồng ý, en: Disagree}}\n"
    column = told_in(EDITION.replace(agrees + disagrees, disagrees + agrees), clear="agrees")

    assert column.options[column.codes[-1]] == "agrees"
    assert column.values[-1] == 2


def test_what_is_not_comparable_was_not_asked(pair: tuple[Edition, Edition]) -> None:
    before, now = pair
    told = before.as_told_by(now)

    assert "days" not in told.records.columns
    assert "days_loc" in told.records.columns
    assert (told.figures[""].reasons["entry_days"] == Missing.NOT_ASKED).all()
    assert "entry_returns" not in told.figures[""].values


def test_earlier_editions_are_handed_in_only_where_a_range_asks_for_them(pair: tuple[Edition, Edition]) -> None:
    before, now = pair

    assert with_earlier(now, [before]) is now
