"""Plugins come in through entry points or as lone YAML files, are listed, and can be blocked by name."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from engine.catalog import build_catalog
from engine.cli.main import main
from engine.framework.question_types import QuestionType
from engine.framework.rules import Rule, RuleKind
from engine.framework.text import Text
from engine.framework.unit_reports import MadeReport, UnitReport
from engine.hookspecs import PROJECT, FrameworkCheck, hookimpl
from engine.plugins import make_plugin_manager
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


# Strangers' plugins: each is one mistake, told with the plugin's name and source; the rest still starts.


@dataclass(frozen=True)
class Sound:
    @hookimpl
    def thuocdo_rules(self) -> Sequence[Rule]:
        return (Rule("worst", RuleKind.AGGREGATE, lambda scores, weights: scores),)


@dataclass(frozen=True)
class Misspelt:
    @hookimpl
    def thuocdo_ruels(self) -> Sequence[Rule]:
        return ()


@dataclass(frozen=True)
class Raising:
    @hookimpl
    def thuocdo_rules(self) -> Sequence[Rule]:
        raise RuntimeError("broken")


@dataclass(frozen=True)
class Leaving:
    @hookimpl
    def thuocdo_question_types(self) -> Sequence[QuestionType]:
        raise SystemExit("bye")


@dataclass(frozen=True)
class Rubbish:
    @hookimpl
    def thuocdo_rules(self) -> Sequence[Rule]:
        return ["mean"]


@dataclass(frozen=True)
class Nothing:
    @hookimpl
    def thuocdo_question_types(self) -> Sequence[QuestionType]:
        return None


@dataclass(frozen=True)
class OddReport:
    @hookimpl
    def thuocdo_unit_reports(self) -> Sequence[UnitReport]:
        words = Text("Odd")
        return (UnitReport("../odd", words, words, frozenset(), lambda told: MadeReport(())),)


@dataclass(frozen=True)
class SecondMean:
    @hookimpl
    def thuocdo_rules(self) -> Sequence[Rule]:
        return (Rule("mean", RuleKind.AGGREGATE, lambda scores, weights: scores),)


@dataclass(frozen=True)
class UntypedSetting:
    @hookimpl
    def thuocdo_rules(self) -> Sequence[Rule]:
        def best(scores, weights, *, of):
            return scores

        return (Rule("best", RuleKind.AGGREGATE, best),)


@dataclass(frozen=True)
class WantsMore:
    @hookimpl
    def thuocdo_rules(self, more: int) -> Sequence[Rule]:
        return ()


@dataclass(frozen=True)
class Unmarked:
    def thuocdo_rules(self) -> Sequence[Rule]:
        return ()


@dataclass(frozen=True)
class Entry:
    """An installed plugin, as the metadata of its package tells of it."""

    name: str
    plugin: object
    value: str = "stranger.plugin"
    dist: None = None

    def load(self) -> object:
        if isinstance(self.plugin, BaseException):
            raise self.plugin
        return self.plugin


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def installed(**given: object) -> None:
        there = [*entry_points(group=PROJECT), *(Entry(name, plugin) for name, plugin in given.items())]
        monkeypatch.setattr("engine.plugins.entry_points", lambda group: there)

    return installed


@pytest.mark.parametrize(
    ("plugin", "told"),
    [
        (Misspelt(), "the hook `thuocdo_ruels` is not known; probably `thuocdo_rules` is meant"),
        (Raising(), "RuntimeError: broken ("),
        (Leaving(), "SystemExit: bye ("),
        (Rubbish(), "`thuocdo_rules` returned `'mean'`, which is no sound rule"),
        (OddReport(), "`thuocdo_unit_reports` returned `UnitReport(name='../odd'"),
        (Nothing(), "`thuocdo_question_types` returned `None` and no list"),
        (SecondMean(), "the aggregate rule `mean` is offered already by the plugin builtin"),
        (UntypedSetting(), "KeyError: 'of' ("),
        (WantsMore(), "Argument(s) {'more'} are declared in the hookimpl but can not be found in the hookspec"),
        (Unmarked(), "it has no hook: no function of it is marked with `@hookimpl`"),
        (None, "it has no hook: no function of it is marked with `@hookimpl`"),
        (ModuleNotFoundError("No module named 'pandas'"), "loading it raised ModuleNotFoundError: No module named 'pandas' ("),
        (SystemExit(3), "loading it raised SystemExit: 3 ("),
    ],
    ids=lambda given: type(given).__name__,
)
def test_a_stranger_s_mistake_is_told_with_its_name_and_source_and_the_rest_starts(
    install: Callable[..., None], tmp_path: Path, plugin: object, told: str
) -> None:
    lone_file(tmp_path, "good")
    install(odd=plugin, sound=Sound())

    catalog = build_catalog(make_plugin_manager([tmp_path]))

    (problem,) = catalog.problems
    assert problem.location.file == "package ? (stranger.plugin)"
    assert problem.where == "plugin odd"
    assert problem.what.startswith(f"it is left out: {told}")
    assert problem.mend == "Mend it, or block it by name: THUOCDO_BLOCK=odd."
    assert {"good", "ddci_nghe_an_2022"} <= set(catalog.offered)
    assert (RuleKind.AGGREGATE, "worst") in catalog.vocabulary.rules


def test_of_a_plugin_that_is_left_out_nothing_is_used(install: Callable[..., None]) -> None:
    @dataclass(frozen=True)
    class Half(Sound):
        @hookimpl
        def thuocdo_question_types(self) -> Sequence[QuestionType]:
            raise RuntimeError("broken")

    install(half=Half())

    assert (RuleKind.AGGREGATE, "worst") not in build_catalog(make_plugin_manager()).vocabulary.rules


def test_two_plugins_of_one_name_are_told_apart_by_their_source(install: Callable[..., None]) -> None:
    install(ddci=Sound())

    (problem,) = make_plugin_manager().problems

    assert problem.where == "plugin ddci"
    assert "the name `ddci` is taken already by package" in problem.what


def test_a_stranger_s_check_that_fails_is_told_at_the_file_with_the_plugin_s_name(
    install: Callable[..., None], tmp_path: Path
) -> None:
    @dataclass(frozen=True)
    class Checking:
        @hookimpl
        def thuocdo_framework_checks(self) -> Sequence[FrameworkCheck]:
            return (lambda placed: ["all is well"],)

    path = lone_file(tmp_path, "good")
    install(checking=Checking())

    told = [p for p in build_catalog(make_plugin_manager([tmp_path])).problems if p.location.file == str(path)]

    assert [problem.what for problem in told] == [
        "a check of the plugin checking failed: it returned 'all is well', which is no Problem."
    ]


def test_the_command_lists_every_source_with_its_state_and_the_problems(
    install: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THUOCDO_BLOCK", "pci_2006")
    install(odd=Misspelt(), raising=Raising(), sound=Sound())

    assert main(["plugins", "--data", str(tmp_path), "--json"]) == 0

    out, err = capsys.readouterr()
    states = {row["name"]: row["state"] for row in json.loads(out)}
    assert {name: states[name] for name in ("builtin", "ddci", "pci_2006", "odd", "raising", "sound")} == {
        "builtin": "active",
        "ddci": "active",
        "pci_2006": "blocked",
        "odd": "left out",
        "raising": "left out",
        "sound": "active",
    }
    assert [line.partition(": it is")[0] for line in err.splitlines()] == [
        "package ? (stranger.plugin): plugin odd",
        "package ? (stranger.plugin): plugin raising",
    ]

