"""A round keeps the framework that it began with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.catalog import Catalog, build_catalog
from engine.plugins import make_plugin_manager
from engine.problems import ThuocDoError
from engine.resources import folder
from engine.rounds.pinned import pinned
from engine.store.nouns import Round, RoundState


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    starter = (folder("templates") / "starter.yaml").read_text(encoding="utf-8").replace("id: ID", "id: sample")
    (tmp_path / "sample.yaml").write_text(starter, encoding="utf-8")
    return build_catalog(make_plugin_manager([tmp_path]))


@pytest.fixture
def round_(catalog: Catalog) -> Round:
    file = catalog.offered["sample"].file
    return Round("r", "sample", "R", RoundState.OPEN, False, None, None, file.text, file.sha256)


def test_an_unchanged_file_is_used_as_it_is(catalog: Catalog, round_: Round) -> None:
    assert pinned(catalog, round_) is catalog.offered["sample"]


def test_a_file_that_moved_on_or_is_gone_changes_no_round(catalog: Catalog, round_: Round) -> None:
    older = replace(round_, framework_text=round_.framework_text.replace("from: 70", "from: 75"), framework_sha256="old")
    assert pinned(catalog, older).framework.bands[0].start == 75
    gone = replace(catalog, offered={})
    assert pinned(gone, round_).framework.id == "sample"


def test_a_rule_that_was_taken_away_is_a_sentence(catalog: Catalog, round_: Round) -> None:
    text = round_.framework_text.replace("rule: share", "rule: lost_rule")
    assert text != round_.framework_text
    with pytest.raises(ThuocDoError, match="round r can no longer be used") as told:
        pinned(catalog, replace(round_, framework_text=text, framework_sha256="old"))
    assert "lost_rule" in str(told.value.problems[0])
