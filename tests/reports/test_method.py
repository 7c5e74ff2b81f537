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
