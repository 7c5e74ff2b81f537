"""The documents are true: the tour runs, every hook and command is described, links lead somewhere."""

import argparse
import inspect
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from engine.catalog import build_catalog
from engine.cli.main import COMMANDS, Parser
from engine.framework.composer import compose
from engine.hookspecs import Hooks
from engine.plugins import make_plugin_manager

ROOT = Path(__file__).parent.parent


def test_the_tour_runs_in_an_empty_folder(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = re.search(r"<!-- tour.*?```sh\n(.*?)```", readme, re.DOTALL)
    assert tour
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", tour[1]], cwd=tmp_path, env={**os.environ, "PATH": path},
        capture_output=True, text=True, check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "scorecard.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "scores.csv").read_text(encoding="utf-8").startswith("group,unit,node,basis,value,score,")


def test_the_plugin_guides_example_works() -> None:
    guide = (ROOT / "docs" / "plugin.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", guide, re.DOTALL)
    assert code
    namespace: dict[str, object] = {}
    exec(code[1], namespace)
    plugins = make_plugin_manager()
    plugins.manager.register(type("Module", (), {k: staticmethod(v) for k, v in namespace.items() if callable(v)}), "mine")
    assert any(name == "worst" for _kind, name in build_catalog(plugins).vocabulary.rules)


def test_links_and_pictures_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_map_names_every_room_and_every_text_is_found_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rooms = [each.parent.name for each in (ROOT / "engine").glob("*/__init__.py")]
    plugins = [each.parent.name for each in (ROOT / "plugins").glob("*/__init__.py")]
    texts = [each.name for each in (ROOT / "docs").glob("*.md")]
    assert not [room for room in rooms if f"{room}/`" not in readme]
    assert not [name for name in plugins if f"`{name}`" not in readme]
    assert not [name for name in texts if f"](docs/{name})" not in readme]


def test_commands_in_texts_are_written_as_the_command_line_takes_them() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for words in re.findall(r"`thuocdo ([^`…|]+)`", page.read_text(encoding="utf-8")):
            name, *given = shlex.split(words)
            parser = Parser(prog=name)
            import_module(f"engine.cli.{name}").add_arguments(parser)
            known = {option for action in _actions(parser) for option in action.option_strings}
            assert {word for word in given if word.startswith("--")} <= known, f"{page.name}: {words}"


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _actions(below)


def test_rules_in_texts_are_written_as_frameworks_take_them() -> None:
    known: dict[str, set[str]] = {}
    for (_kind, name), rule in build_catalog(make_plugin_manager()).vocabulary.rules.items():
        known.setdefault(name, set()).update(rule.settings.model_json_schema().get("properties", {}))
    found = 0
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        for words in re.findall(r"\{rule: [^{}…]*(?:\{[^{}…]*\}[^{}…]*)*\}", text):
            written = compose(words, page.name).root
            assert isinstance(written, dict), words
            assert written.keys() - {"rule"} <= known[written["rule"]], f"{page.name}: {words}"
            found += 1
    assert found > 20


def test_every_hook_and_command_says_what_it_is_for() -> None:
    for name, hook in vars(Hooks).items():
        if name.startswith("thuocdo_"):
            assert len(inspect.getdoc(hook) or "") > 40, name
    assert all(COMMANDS.values())


def test_every_feature_of_the_language_is_told_in_the_guide() -> None:
    features = ROOT / "tests" / "surveys" / "features"
    guide = (ROOT / "docs" / "framework-guide" / "language.md").read_text(encoding="utf-8")
    told = set(re.findall(r"surveys/features/([\w/]+)\.yaml\)", guide))
    assert told == {path.relative_to(features).with_suffix("").as_posix() for path in features.rglob("*.yaml")}
