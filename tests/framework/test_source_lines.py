"""Every number leads back to a line of the file."""

from __future__ import annotations

from pathlib import Path

from engine.builtin import plugin
from engine.framework.reader import FrameworkFile, read_framework
from engine.framework.source_lines import source_lines
from engine.framework.vocabulary import Vocabulary

TEXT = """\
thuocdo: 1
id: mine
title: {vi: Của tôi, en: Mine}
edition: "1"
status: example
source: {vi: s, en: s}
index:
  id: total
  title: {vi: Tổng, en: Total}
  aggregate: geometric
  normalise: {rule: goalposts, low: 0, high: 10, to: [1, 100]}
  children:
    - id: one
      title: {vi: Một, en: One}
      from: outside
      direction: higher
    - id: two
      title: {vi: Hai, en: Two}
      from: outside
      direction: higher
      normalise: {rule: goalposts, low: 0, high: 20, to: [1, 100]}
gates:
  - {id: cap, when: one < 5, on: total, cap: 50, reason: {vi: r, en: r}}
"""


def file_of(text: str, name: str = "mine.yaml") -> FrameworkFile:
    return FrameworkFile(Path(name), text, "")


def test_a_node_and_a_gate_have_their_lines() -> None:
    lines = source_lines(file_of(TEXT), {})
    places = {name: lines.of(name) for name in ("total", "one", "two", "cap")}
    assert {name: place and place.line for name, place in places.items()} == {
        "total": 8,
        "one": 13,
        "two": 17,
        "cap": 23,
    }
    assert lines.of("three") is None


def test_a_rule_has_the_line_that_sets_it_at_the_node_or_above() -> None:
    lines = source_lines(file_of(TEXT), {})
    found = [lines.rule(*asked) for asked in (("two", "normalise"), ("one", "normalise"), ("total", "aggregate"))]
    assert [place and place.line for place in found] == [21, 11, 10]
    assert lines.rule("one", "treat") is None


def test_a_file_that_extends_another_leads_to_both(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(TEXT, "utf-8")
    (tmp_path / "next.yaml").write_text(
        "thuocdo: 1\nextends: mine.yaml\nid: next\nindex:\n  children:\n    - id: two\n      weight: 2\n", "utf-8"
    )
    vocabulary = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
    read = read_framework(tmp_path / "next.yaml", vocabulary)
    assert read.framework is not None, read.problems
    lines = source_lines(read.file, vocabulary.frameworks)
    one = lines.of("one")
    assert one is not None
    assert (Path(one.file).name, one.line) == ("mine.yaml", 13)
    (tmp_path / "mine.yaml").write_text(TEXT.replace("Mine", "Changed since"), "utf-8")
    again = source_lines(read.file, vocabulary.frameworks).of("one")
    assert again is not None
    assert Path(again.file).name == "next.yaml"  # the text that was scored, whole
