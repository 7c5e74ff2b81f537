"""How many gave which answer, on pages that explain: nothing that the gate keeps back, nor what two publications tell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.catalog import build_catalog
from engine.disclosure.explaining import explain_shown
from engine.disclosure.gate import guard
from engine.disclosure.published import Published, remembered
from engine.exchange.inputs import read_snapshot
from engine.plugins import make_plugin_manager
from engine.scoring.chain import chain_of
from engine.scoring.explanation import Explained

SURVEY = """\
thuocdo: 1
id: small
edition: "1"
title: Small
status: example
source: made up
languages: [en]
publish: {min_respondents: 8}
forms:
  - id: f
    title: F
    audience: respondents
    pages:
      - id: p
        title: P
        questions:
          - id: mood
            type: choice
            text: Mood?
            options: [{id: good, value: 2, label: Good}, {id: fair, value: 1, label: Fair}, {id: bad, value: 0, label: Bad}]
index:
  id: total
  title: Total
  aggregate: mean
  children:
    - id: happy
      title: Happy
      from: mood
      measure: mean
      direction: higher
      normalise: {rule: goalposts, low: 0, high: 2, to: [0, 100]}
"""


def explained(folder: Path, given: Mapping[str, int], before: Published | None = None) -> tuple[Explained, Published]:
    """The indicator of a unit as its page tells it, and what is published with it."""
    (folder / "small.yaml").write_text(SURVEY, "utf-8")
    offered = build_catalog(make_plugin_manager([folder])).offered["small"]
    chosen = [option for option, times in given.items() for _ in range(times)]
    rows = "".join(f"r{who},a,mood,{option}\n" for who, option in enumerate(chosen))
    (folder / "a.csv").write_text(f"respondent,unit,question,value\n{rows}", "utf-8")
    snapshot, _ = read_snapshot(offered.framework, offered.vocabulary, answers=folder / "a.csv")
    chain = chain_of(offered.plan, snapshot)
    shown = guard(chain.table, before)
    return explain_shown(chain, shown, "a", "happy"), remembered(chain.table, shown, before)


def counts(told: Explained) -> list[list[int]]:
    return [[count.n for count in answers.counts] for answers in told.answers]


def test_what_was_published_once_tells_its_counts(tmp_path: Path) -> None:
    assert counts(explained(tmp_path, {"good": 9, "fair": 7, "bad": 6})[0]) == [[9, 7, 6]]


def test_who_takes_one_publication_from_another_learns_of_no_one_between(tmp_path: Path) -> None:
    """Eight more are enough for a figure, and one of them alone chose the best: counts of both would tell it."""
    _, before = explained(tmp_path, {"good": 9, "fair": 7, "bad": 6})
    told, both = explained(tmp_path, {"good": 10, "fair": 14, "bad": 6}, before)
    assert told.score == pytest.approx(100 * 34 / 60)
    assert counts(told) == []
    assert counts(explained(tmp_path, {"good": 10, "fair": 14, "bad": 6}, both)[0]) == []


def test_the_same_answers_again_tell_the_same(tmp_path: Path) -> None:
    _, before = explained(tmp_path, {"good": 9, "fair": 7, "bad": 6})
    assert counts(explained(tmp_path, {"good": 9, "fair": 7, "bad": 6}, before)[0]) == [[9, 7, 6]]


def test_of_too_few_for_a_figure_not_even_the_number_is_told(tmp_path: Path) -> None:
    told, _ = explained(tmp_path, {"good": 7})
    assert (told.n, told.score != told.score, counts(told)) == (0, True, [])
