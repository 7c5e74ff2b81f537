"""Each file of the corpus holds one mistake; the text beside it is what its author is told, to the letter."""

from pathlib import Path

import pytest

from engine.builtin import plugin
from engine.framework.reader import Read, read_framework, read_text
from engine.framework.vocabulary import Vocabulary
from engine.problems import Severity

SURVEYS = Path(__file__).parents[1] / "surveys"
MISTAKES = sorted((SURVEYS / "mistakes").glob("*.yaml"))
VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
TINY = (SURVEYS / "tiny.yaml").read_text("utf-8")


def read(text: str) -> Read:
    return read_text(text, "tiny.yaml", VOCABULARY)


@pytest.mark.parametrize("file", MISTAKES, ids=lambda file: file.stem)
def test_a_mistake_is_told_with_its_place_and_its_mend(file: Path) -> None:
    result = read_framework(file, VOCABULARY)

    told = [str(problem).removeprefix(f"{file.parent}/") for problem in result.problems]
    assert told == file.with_suffix(".txt").read_text("utf-8").splitlines()
    only_warnings = all(problem.severity is Severity.WARNING for problem in result.problems)
    assert (result.framework is not None) is only_warnings


def test_the_sound_file_is_read_into_nouns() -> None:
    result = read(TINY)

    assert result.problems == ()
    assert result.framework is not None
    assert result.framework.question["days"].settings.max == 365
    assert result.framework.nodes["guidance"].source == ("clear",)
    assert result.framework.nodes["guidance"].measure.settings["of"] == ("agrees",)
    assert result.framework.index.normalise.settings["constant"] == "middle"
    assert result.framework.gates[0].settings == {"at": 5.0}


def test_a_problem_is_placed_by_the_id_it_is_about() -> None:
    result = read(TINY)

    problem = result.problem_at("days", "is asked twice.", "Remove one.")

    assert str(problem) == ("tiny.yaml:29:13: form business › page rating › question days: is asked twice. Remove one.")


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    text = TINY.replace("status: example", "statsu: example").replace("from: days", "from: dayz")

    whats = [problem.what for problem in read(text).problems]

    assert whats == ["`statsu` is not known here.", "the question `dayz` is not known."]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n",
        "[" * 10_000,
        "{a: " * 10_000,
        "- " * 10_000,
        "x: " + "y" * 10_000_000,
        "a: 1\n" * 10_000,
        "a: \x00",
        "a: \ud800",
        "? [a]\n: b",
        "a: " + "9" * 5_000,
        "",
        "thuocdo: 1\nid: x\ngates: [1]",
        "a: !!python/object/apply:os.system [true]",
    ],
    ids=[
        "laughs",
        "brackets",
        "braces",
        "dashes",
        "10 MB",
        "doubled",
        "nul",
        "surrogate",
        "list as key",
        "digits",
        "empty",
        "a number for a gate",
        "tag",
    ],
)
def test_a_hostile_text_is_refused_with_a_problem(text: str) -> None:
    result = read(text)

    assert result.framework is None
    assert result.problems


@pytest.mark.parametrize("cut", range(0, len(TINY), 37))
def test_a_file_cut_anywhere_is_answered_with_problems(cut: int) -> None:
    result = read(TINY[:cut])

    assert result.framework is not None or result.problems


def test_a_file_that_is_not_utf8_is_told_where(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes("thuocdo: 1\ntitle: é".encode("latin-1"))

    (problem,) = read_framework(file, VOCABULARY).problems

    assert (problem.location.line, problem.location.column) == (2, 8)
    assert problem.mend == "Save it with the encoding UTF-8."


def test_a_word_that_is_like_no_other_is_answered_with_all_that_may_stand() -> None:
    (problem,) = read(TINY.replace("type: number", "type: qqq")).problems

    assert problem.what == "the question type `qqq` is not known."
    assert all(f"`{name}`" in problem.mend for name in VOCABULARY.question_types)
