"""The reference is made from the code: complete, and the committed pages are those of today."""

from pathlib import Path

import pytest

from engine.authoring.reference import reference
from engine.catalog import build_catalog
from engine.cli.main import main
from engine.framework.key_help import KEY_HELP
from engine.framework.vocabulary import Vocabulary
from engine.plugins import make_plugin_manager

COMMITTED = Path(__file__).parents[2] / "docs" / "framework-guide" / "reference"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return build_catalog(make_plugin_manager()).vocabulary


@pytest.fixture(scope="module")
def pages(vocabulary: Vocabulary) -> dict[str, str]:
    return reference(vocabulary)


def test_the_committed_pages_are_those_of_today(pages: dict[str, str]) -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in COMMITTED.iterdir()}
    stale = sorted(name for name in {*committed, *pages} if committed.get(name) != pages.get(name))
    assert stale == [], "run `make reference`"


def test_every_key_question_type_and_rule_has_its_place(pages: dict[str, str], vocabulary: Vocabulary) -> None:
    for noun, keys in KEY_HELP.items():
        section = pages["keys.md"].partition(f"## {noun}\n")[2].partition("\n## ")[0]
        told = {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}
        assert set(keys) - told <= {"battery"}, noun
    for name in vocabulary.question_types:
        assert f"\n## {name}\n" in pages["question-types.md"]
    for kind, name in vocabulary.rules:
        assert f"\n### {kind} {name}\n" in pages["rules.md"]


def test_a_key_says_what_it_takes_and_what_holds_without_it(pages: dict[str, str]) -> None:
    rows = {line for page in pages.values() for line in page.splitlines()}
    assert "| `status` | official \\| proposal \\| example | must be given | How binding it is; printed on every page and PDF. |" in rows
    assert "| `min_n` | whole number from 0 | – | How many answers there must be, else there is no score. |" in rows
    assert "| `max_length` | whole number from 1 up to 10000 | `200` |" in rows
    assert "| `over` | group \\| all | `group` |" in rows
    assert "`measure: {rule: share, of: [text, …]}`" in rows


def test_a_rule_of_a_plugin_says_where_it_comes_from(pages: dict[str, str]) -> None:
    section = pages["rules.md"].partition("### measure points_of_ratio\n")[2].partition("\n### ")[0]
    assert "Comes with the plugin `plugins.dti`." in section


def test_the_command_writes_the_pages_and_refuses_a_file(
    tmp_path: Path, pages: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reference", "--out", str(tmp_path / "new" / "folder")]) == 0
    assert {path.name for path in (tmp_path / "new" / "folder").iterdir()} == set(pages)
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["reference", "--out", str(tmp_path / "file")]) == 1
    assert "is a file; --out names a folder." in capsys.readouterr().err
