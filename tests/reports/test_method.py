"""The method is told in words of the page, for each rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.builtin.plugin import thuocdo_rules
from engine.disclosure.published import PublishedTable
from engine.framework.models import RuleUse
from engine.framework.rules import RuleKind
from engine.reports.league import league_of
from engine.reports.nouns import About
from engine.reports.render import league_html
from engine.reports.words import AGGREGATES, MEASURES, NORMALISERS, TREATMENTS

WORDS = {
    RuleKind.MEASURE: MEASURES, RuleKind.TREAT: TREATMENTS,
    RuleKind.NORMALISE: NORMALISERS | {"minmax": ""}, RuleKind.AGGREGATE: AGGREGATES,
}  # fmt: skip


@pytest.mark.parametrize("rule", [x for x in thuocdo_rules() if x.kind in WORDS], ids=lambda rule: rule.name)
def test_every_rule_of_the_engine_has_words(rule) -> None:
    assert rule.name in WORDS[rule.kind]


def test_a_rule_of_a_plugin_is_not_shown_by_its_name(table: PublishedTable, about: About) -> None:
    index = table.framework.index.model_copy(update={"measure": RuleUse(rule="points_of_ratio")})
    page = league_html(
        league_of(replace(table, framework=table.framework.model_copy(update={"index": index})), about),
        "vi", standalone=False,
    )  # fmt: skip
    assert "points_of_ratio" not in page
    assert "quy tắc riêng của bộ chỉ số" in page


def test_a_rule_of_a_plugin_may_say_in_its_own_words_what_it_does(table: PublishedTable, about: About) -> None:
    words = {"measure points_of_ratio": {"vi": "điểm theo tỷ lệ hoàn thành", "en": "points by the share that is done"}}
    index = table.framework.index.model_copy(update={"measure": RuleUse(rule="points_of_ratio")})
    changed = replace(table, framework=table.framework.model_copy(update={"index": index}), rule_words=words)
    pages = {language: league_html(league_of(changed, about), language, standalone=False) for language in ("vi", "en")}
    assert "điểm theo tỷ lệ hoàn thành (2)" in pages["vi"]
    assert "points by the share that is done (2)" in pages["en"]
    assert "quy tắc riêng" not in pages["vi"]
