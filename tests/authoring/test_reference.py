"""The reference is made from the code: complete, its examples sound, and the committed pages those of today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.authoring.flow_yaml import as_written
from engine.authoring.reference import reference
from engine.authoring.reference_parts import MADE, file_of_noun, file_of_rule
from engine.authoring.samples import Samples, samples_of
from engine.catalog import build_catalog
from engine.cli.main import main
from engine.framework.composer import compose
from engine.framework.functions import FUNCTIONS
from engine.framework.key_help import KEY_HELP
from engine.framework.question_types import NoSettings
from engine.framework.reader import read_framework
from engine.framework.setting_words import keys_in_words
from engine.framework.vocabulary import Vocabulary
from engine.plugins import make_plugin_manager, surveys_folders

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "docs" / "framework-guide" / "reference"
FOLDERS = (ROOT / "tests" / "surveys" / "features", ROOT / "docs" / "framework-guide" / "cookbook", *surveys_folders())
EXAMPLE = re.compile(r"```yaml\n(.*?)```\n\nFrom \[[^]]*\]\(([^)]*)\)", re.DOTALL)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return build_catalog(make_plugin_manager()).vocabulary


@pytest.fixture(scope="module")
def samples() -> Samples:
    return samples_of(file for folder in FOLDERS for file in sorted(folder.rglob("*.yaml")))


@pytest.fixture(scope="module")
def pages(vocabulary: Vocabulary, samples: Samples) -> dict[str, str]:
    return reference(vocabulary, samples, str(COMMITTED))


def test_the_committed_pages_are_those_of_today(pages: dict[str, str]) -> None:
    committed = {str(path.relative_to(COMMITTED)): path.read_text("utf-8") for path in COMMITTED.rglob("*.md")}
    stale = sorted(name for name in {*committed, *pages} if committed.get(name) != pages.get(name))
    assert stale == [], "run `make reference`"


def test_every_key_question_type_rule_and_function_has_its_page(pages: dict[str, str], vocabulary: Vocabulary) -> None:
    for noun, keys in KEY_HELP.items():
        page = pages[f"keys/{file_of_noun(noun)}"]
        told = {line.split("`")[1] for line in page.splitlines() if line.startswith("| [`")}
        assert set(keys) - told <= {"battery"}, noun
        assert {f"words/{key}.md" for key in told} <= pages.keys()
        assert all(f"[{noun}](" in pages[f"words/{key}.md"] for key in told)
    settings = [(kind.name, kind.settings) for kind in vocabulary.question_types.values() if kind.settings is not NoSettings]
    settings += [(rule.name, rule.settings) for rule in vocabulary.rules.values()]
    for name, model in settings:
        for key in keys_in_words(model):
            assert f"{name}](../" in pages[f"words/{key.name}.md"], (name, key.name)
    assert {f"types/{name}.md" for name in vocabulary.question_types} <= pages.keys()
    assert {f"rules/{file_of_rule(rule)}" for rule in vocabulary.rules.values()} <= pages.keys()
    assert {f"functions/{name}.md" for name in FUNCTIONS} <= pages.keys()


def test_every_page_has_an_example_that_stands_in_a_file(pages: dict[str, str], vocabulary: Vocabulary) -> None:
    without = [name for name, page in pages.items() if not name.endswith("README.md") and not EXAMPLE.search(page)]
    ours = {key.name for kind in vocabulary.question_types.values() if kind.settings is not NoSettings for key in keys_in_words(kind.settings)}
    ours |= {key.name for rule in vocabulary.rules.values() if rule.apply.__module__.startswith("engine.") for key in keys_in_words(rule.settings)}
    ours |= {key for keys in KEY_HELP.values() for key in keys}
    of_plugins = {f"words/{key.name}.md" for rule in vocabulary.rules.values() for key in keys_in_words(rule.settings) if key.name not in ours}
    without = [name for name in without if name not in of_plugins]  # bundled files may leave such settings as they are
    assert [name for name in without if not name.startswith("functions/") or "Worked out" not in pages[name]] == [], (
        "use it in a survey of tests/surveys/features"
    )


def test_examples_are_read_as_they_stand_and_their_files_are_sound(
    pages: dict[str, str], vocabulary: Vocabulary, samples: Samples
) -> None:
    written = {each.text for found in samples.by_noun.values() for each in found}
    files = set()
    for name, page in pages.items():
        for text, link in EXAMPLE.findall(page):
            composed = compose(text, name)
            assert (composed.problems, as_written(composed.root)) == ([], text.rstrip("\n")), name
            assert name.startswith(("rules/", "functions/", "words/")) or text.rstrip("\n") in written
            files.add((COMMITTED / "keys" / link).resolve())
    assert len(files) > 20
    for file in sorted(files):
        read = read_framework(file, vocabulary)
        assert read.framework is not None, [str(problem) for problem in read.problems]


def test_every_link_leads_to_a_page(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        for link in re.findall(r"\]\(([^)#]*)", re.sub("```yaml.*?```", "", page, flags=re.DOTALL)):
            there = (COMMITTED / name).parent / link
            assert there.resolve().exists(), f"{name}: {link}"


def test_a_key_says_what_it_takes_and_what_holds_without_it(pages: dict[str, str]) -> None:
    assert (
        "| [`status`](../words/status.md) | official \\| proposal \\| example | must be given | How binding it is; printed on every page and PDF. | `example` |"
        in pages["keys/framework.md"]
    )
    assert "| [`min_n`](../words/min_n.md) | whole number from 0 | – | How many answers there must be for a score; 0 unless set. Holds for all below that set none. |" in pages["keys/node.md"]
    assert "| [`max_length`](../words/max_length.md) | whole number from 1 up to 10000 | `200` | `80` |" in pages["types/text.md"]
    assert "| [`over`](../words/over.md) | group \\| all | `group` |" in pages["rules/normalise-zscore.md"]
    assert "`measure: {rule: share, of: [text, …]}`" in pages["rules/measure-share.md"]


def test_a_key_has_one_page_with_all_that_it_may_mean(pages: dict[str, str]) -> None:
    page = pages["words/over.md"]
    assert "## In [normalise minmax](../rules/normalise-minmax.md)\n" in page
    assert "Takes: group | all | panel | panel_all | frozen. Without it: `group`." in page
    assert "With `over: panel` the range is that of the group in this edition" in page
    assert "Takes: group | all. Without it: `all`." in page
    assert "Its weight among its neighbours; 1 unless set.\n\nTakes: number from 0. Without it: `1`." in pages["words/weight.md"]


def test_a_rule_of_a_plugin_says_where_it_comes_from(pages: dict[str, str]) -> None:
    assert "Comes with the plugin `plugins.dti`." in pages["rules/measure-points_of_ratio.md"]


def test_the_command_writes_the_pages_removes_old_ones_and_refuses_a_file(
    tmp_path: Path, pages: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "folder"
    (out / "rules").mkdir(parents=True)
    (out / "rules" / "measure-gone.md").write_text(f"# measure gone\n\n{MADE}", "utf-8")
    (out / "notes.md").write_text("written by hand\n", "utf-8")
    assert main(["reference", "--out", str(out), "--examples", str(FOLDERS[0])]) == 0
    assert {str(path.relative_to(out)) for path in out.rglob("*.md")} == {*pages, "notes.md"}
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["reference", "--out", str(tmp_path / "file")]) == 1
    assert "is a file; --out names a folder." in capsys.readouterr().err
    assert main(["reference", "--out", str(out), "--examples", str(tmp_path / "file")]) == 1
    assert "is no folder; --examples names a folder of frameworks." in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", " x", "a: b", "a #b", "- x", "yes", "0123", "2026-01-01", "3", "null", "a\nb", "[x", "x,y", "Có: không", "“ngoặc”", "50%", "a:"])
def test_any_text_is_written_so_that_it_is_read_back(text: str) -> None:
    given = {"a": text, "b": [text, {"c": text}], "d": 1.5, "e": True, "f": None}
    assert compose(as_written(given), "x").root == given
