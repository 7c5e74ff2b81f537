"""Plugins come in through entry points or as lone YAML files, are listed, and can be blocked by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.catalog import build_catalog
from engine.framework.rules import Rule, RuleKind
from engine.hookspecs import hookimpl
from engine.plugins import make_plugin_manager
from engine.problems import ThuocDoError
from engine.resources import folder

STARTER = (folder("templates") / "starter.yaml").read_text(encoding="utf-8")


def lone_file(where: Path, framework_id: str) -> Path:
    path = where / f"{framework_id}.yaml"
    path.write_text(STARTER.replace("id: ID", f"id: {framework_id}"), encoding="utf-8")
    return path


def test_a_lone_yaml_file_is_a_plugin_under_its_framework_id(tmp_path: Path) -> None:
    path = lone_file(tmp_path, "my_index")
    plugins = make_plugin_manager([tmp_path])
    assert plugins.manager.has_plugin("my_index")
    assert str(path) in {source.origin for source in plugins.sources}
    assert "my_index" in build_catalog(plugins).offered


def test_a_blocked_name_is_listed_but_not_offered(tmp_path: Path) -> None:
    lone_file(tmp_path, "my_index")
    plugins = make_plugin_manager([tmp_path], blocked={"my_index", "ddci"})
    assert {source.name for source in plugins.sources if source.blocked} == {"my_index", "ddci"}
    catalog = build_catalog(plugins)
    assert "my_index" not in catalog.offered


def test_a_bad_file_never_hides_a_good_one(tmp_path: Path) -> None:
    lone_file(tmp_path, "good")
    (tmp_path / "bad.yaml").write_text("thuocdo: 1\nid: bad\ntitel: x\n", encoding="utf-8")
    catalog = build_catalog(make_plugin_manager([tmp_path]))
    assert "good" in catalog.offered
    assert any(problem.location.file.endswith("bad.yaml") for problem in catalog.problems)


def test_two_files_with_one_id_are_told_apart(tmp_path: Path) -> None:
    lone_file(tmp_path, "my_index")
    (tmp_path / "again.yaml").write_text(STARTER.replace("id: ID", "id: my_index"), encoding="utf-8")
    plugins = make_plugin_manager([tmp_path])
    assert any("is taken already" in problem.what for problem in plugins.problems)


@dataclass(frozen=True)
class Raising:
    @hookimpl
    def thuocdo_rules(self) -> Sequence[Rule]:
        raise RuntimeError("broken")


@dataclass(frozen=True)
class SecondMean:
    @hookimpl
    def thuocdo_rules(self) -> Sequence[Rule]:
        return (Rule("mean", RuleKind.AGGREGATE, lambda scores, weights: scores),)


def test_a_plugin_that_raises_is_reported_and_the_rest_still_starts(tmp_path: Path) -> None:
    lone_file(tmp_path, "good")
    plugins = make_plugin_manager([tmp_path])
    plugins.manager.register(Raising(), "raising")
    catalog = build_catalog(plugins)
    assert "good" in catalog.offered
    assert any("raising" in problem.where for problem in catalog.problems)


def test_two_plugins_with_one_name_stop_the_start_and_both_are_named() -> None:
    plugins = make_plugin_manager()
    plugins.manager.register(SecondMean(), "second")
    with pytest.raises(ThuocDoError, match=r"builtin and second|second and builtin"):
        build_catalog(plugins)
