"""Files spoiled at random: reading never ends in a traceback, and always in problems or in a framework."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from benchmarks.made_frameworks import varied
from engine.catalog import build_catalog, offer
from engine.framework.reader import read_text
from engine.plugins import make_plugin_manager
from engine.resources import folder

SURVEYS = Path(__file__).parents[1] / "surveys"
FILES = [
    *sorted(folder("surveys").glob("*.yaml")),
    folder("templates") / "starter.yaml",
    SURVEYS / "tiny.yaml",
    *sorted(SURVEYS.glob("features/*.yaml")),
]
CATALOG = build_catalog(make_plugin_manager())
LARGE = varied("large", 2_000, page_size=12)
MOST = 12_000
"""Longer files are spoiled in a piece of about this many characters, so that many can be tried."""

ODD = ["", "null", "[]", "{}", "x", "-1", "1e308", ".nan", "No", "2026-01-01", "'", '"', "|", "&a", "*a", "!!x y", "é" * 90]
ODD += ["[[[]]]", "{a: {b: c}}", "{vi: a}", "[1, 2]", "true", "outside", "when", "0", "99999999999999999999", "{rule: mean}"]
ODD += ["a ==", "count(a)", "not not a", "a in ()", "1 < a < 2 < 3", "'x' == 'x'", "selected(clear, 'x')"]


def delete_line(lines: list[str], random: Random) -> None:
    del lines[random.randrange(len(lines))]


def double_line(lines: list[str], random: Random) -> None:
    place = random.randrange(len(lines))
    lines.insert(place, lines[place])


def swap_lines(lines: list[str], random: Random) -> None:
    a, b = random.randrange(len(lines)), random.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]


def indent_line(lines: list[str], random: Random) -> None:
    place = random.randrange(len(lines))
    lines[place] = " " * random.choice([1, 2, 4]) + lines[place]


def rename(lines: list[str], random: Random) -> None:
    place = random.randrange(len(lines))
    words = lines[place].split(" ")
    spot = random.randrange(len(words))
    words[spot] = words[spot][1:] if random.random() < 0.5 else random.choice(ODD)
    lines[place] = " ".join(words)


def retype(lines: list[str], random: Random) -> None:
    place = random.randrange(len(lines))
    key, colon, _value = lines[place].rpartition(": ")
    lines[place] = key + colon + random.choice(ODD) + random.choice(["", "}", "]"])


def cut_node(lines: list[str], random: Random) -> None:
    place = random.randrange(len(lines))
    depth = len(lines[place]) - len(lines[place].lstrip())
    end = place + 1
    while end < len(lines) and len(lines[end]) - len(lines[end].lstrip()) > depth:
        end += 1
    del lines[place:end]


def spoil_character(lines: list[str], random: Random) -> None:
    place = random.randrange(len(lines))
    line = lines[place]
    spot = random.randrange(len(line) + 1)
    lines[place] = line[:spot] + random.choice("{}[]:,'\"#&*!|>%@`\t\0\x85\u2028é\ud800 -?~") + line[spot + random.randrange(2) :]


SPOILERS: list[Callable[[list[str], Random], None]] = [
    delete_line,
    double_line,
    swap_lines,
    indent_line,
    rename,
    retype,
    cut_node,
    spoil_character,
]


def pieces(text: str, random: Random) -> str:
    """The file, or for long ones its head and tail with some lines of the middle left out."""
    if len(text) <= MOST:
        return text
    lines = text.splitlines()
    start = random.randrange(len(lines) // 2)
    return "\n".join(lines[:start] + lines[start + len(lines) // 2 :])


def spoil_and_read(seed: int) -> None:
    random = Random(seed)
    answered(pieces(random.choice(FILES).read_text("utf-8"), random), random, seed)


def answered(sound: str, random: Random, seed: int) -> None:
    """A few spoilers are let loose on a text; what is left must be a framework or problems, told with their places."""
    lines = sound.splitlines()
    for _ in range(random.choice([1, 1, 2, 5])):
        if lines:
            random.choice(SPOILERS)(lines, random)
    spoilt = "\n".join(lines)

    read = read_text(spoilt, "spoilt.yaml", CATALOG.vocabulary)
    found, problems = offer(read, "fuzz", CATALOG.vocabulary, CATALOG.checks)

    assert found is not None or problems, seed
    assert list(read.problems) == sorted(set(read.problems)), seed
    for problem in problems:
        rows = spoilt.splitlines()
        assert 0 <= problem.location.line <= len(rows) + 1, (seed, str(problem))
        assert problem.what.strip().endswith((".", "?")), (seed, str(problem))
        assert problem.mend.strip(), (seed, str(problem))


@pytest.mark.parametrize("tenth", range(10))
def test_a_spoilt_file_is_answered(tenth: int) -> None:
    for seed in range(tenth * 40, tenth * 40 + 40):
        spoil_and_read(seed)


@pytest.mark.parametrize("tenth", range(5))
def test_a_large_spoilt_file_is_answered(tenth: int) -> None:
    for seed in range(tenth * 10, tenth * 10 + 10):
        answered(LARGE, Random(seed), seed)


@pytest.mark.soak
@pytest.mark.parametrize("tenth", range(5, 50))
def test_many_large_spoilt_files_are_answered(tenth: int) -> None:
    for seed in range(tenth * 10, tenth * 10 + 10):
        answered(LARGE, Random(seed), seed)


@pytest.mark.soak
@pytest.mark.parametrize("tenth", range(10, 100))
def test_many_spoilt_files_are_answered(tenth: int) -> None:
    for seed in range(tenth * 40, tenth * 40 + 40):
        spoil_and_read(seed)


def test_conditions_spoilt_at_random_are_answered() -> None:
    tiny = (SURVEYS / "tiny.yaml").read_text("utf-8")
    random = Random(7)
    words = ["clear", "days", "dealt_with", "==", "<", "and", "not", "(", ")", "'agrees'", "3", "-", "in", ",", "selected", "count"]
    for _ in range(300):
        text = " ".join(random.choices(words, k=random.randrange(1, 9)))
        read = read_text(tiny.replace("clear == 'agrees'", text), "spoilt.yaml", CATALOG.vocabulary)
        assert read.framework is not None or read.problems, text
