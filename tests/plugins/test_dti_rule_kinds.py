"""Every way in which sets of indicators give points: the rows of the reference's table, each with its test vector.

A case is a file of the framework language with what is asked and how it is scored, and by unit what is answered and
what comes of it: points, or the reason why there are none.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from engine.authoring.examples import run_examples
from engine.catalog import build_catalog
from engine.framework.missing import Missing
from engine.framework.reader import read_framework
from engine.framework.vocabulary import Vocabulary
from engine.plugins import make_plugin_manager
from engine.scoring.planning import make_plan
from engine.scoring.table import ScoreTable


@dataclass(frozen=True)
class Kind:
    """A way to give points: questions, the index, more of the file; units' answers or figures; what they score."""

    name: str
    index: str
    asked: str = ""
    more: str = ""
    answers: dict[str, dict[str, Any]] | None = None
    figures: dict[str, dict[str, Any]] | None = None
    scores: dict[str, dict[str, Any]] | None = None


def ratio(settings: str) -> str:
    return f"""
id: x
title: X
children:
  - {{id: i, title: I, from: q, measure: {{rule: points_of_ratio, {settings}}}, normalise: {{rule: none, to: [0, 20]}}}}
"""


RATIO = "- {id: q, type: ratio, text: Họp do người đứng đầu chủ trì, over: accept, decimals: 1}"
CHOICE = """
- id: q
  type: choice
  text: Trưởng ban chỉ đạo
  options:
    - {id: head, value: 1, label: Bí thư hoặc chủ tịch}
    - {id: deputy, value: 0.5, label: Cấp phó}
    - {id: nobody, value: 0, label: Chưa có}
"""
SEVERAL = """
- id: q
  type: choices
  text: Nội dung nào đúng?
  options:
    - {id: a, label: A}
    - {id: b, label: B}
    - {id: c, label: C}
    - {id: d, label: D}
    - {id: e, label: E}
    - {id: f, label: F}
    - {id: g, label: G}
    - {id: none, label: Không có, exclusive: true}
"""
COUNT = "- {id: q, type: integer, text: Số cuộc họp, min: 0}"


def one(measure: str, to: str = "[0, 20]") -> str:
    return f"""
id: x
title: X
children:
  - {{id: i, title: I, from: q, measure: {measure}, normalise: {{rule: none, to: {to}}}}}
"""


OF_SCHOOLS = """
id: school
title: Mức độ
aggregate: minimum
children:
  - id: teaching_level
    title: Mức độ dạy học
    aggregate: {rule: level, steps: [{below: 50, points: 1}, {up_to: 75, points: 2}, {points: 3}]}
    children:
      - {id: teaching, title: Dạy học, from: outside, normalise: {rule: none, to: [0, 100]}}
"""

KINDS = (
    Kind(
        "choice with fractions: the deputy of 10 and of 20",
        """
id: x
title: X
aggregate: sum
children:
  - {id: ten, title: "10", from: q, measure: {rule: points_of_fraction, points: 10}, normalise: {rule: none, to: [0, 10]}}
  - {id: twenty, title: "20", from: q, measure: {rule: points_of_fraction, points: 20}, normalise: {rule: none, to: [0, 20]}}
""",
        CHOICE,
        answers={"head": {"q": "head"}, "deputy": {"q": "deputy"}, "nobody": {"q": "nobody"}},
        scores={
            "head": {"ten": 10, "twenty": 20},
            "deputy": {"ten": 5, "twenty": 10, "x": 15},
            "nobody": {"ten": 0, "twenty": 0},
        },
    ),
    Kind(
        "additive parts: only one of two holds",
        one("{rule: points_of_parts, points: 10, parts: {a: 0.5, b: 0.5}}", "[0, 10]"),
        SEVERAL,
        answers={"one": {"q": ["a"]}, "both": {"q": ["a", "b"]}, "others": {"q": ["c"]}, "none": {"q": ["none"]}},
        scores={"one": {"i": 5}, "both": {"i": 10}, "others": {"i": 0}, "none": {"i": 0}},
    ),
    Kind(
        "step table on a count, as a measure",
        one("{rule: points_of_steps, steps: [[1, 5], [2, 10], [3, 15], [4, 20]]}"),
        COUNT,
        answers={f"n{n}": {"q": n} for n in (0, 1, 3, 4, 6)},
        scores={"n0": {"i": 0}, "n1": {"i": 5}, "n3": {"i": 15}, "n4": {"i": 20}, "n6": {"i": 20}},
    ),
    Kind(
        "step table on a count, as a normaliser",
        """
id: x
title: X
children:
  - id: i
    title: I
    from: q
    measure: value
    normalise:
      rule: steps
      steps:
        - {below: 1, points: 0}
        - {below: 2, points: 5}
        - {below: 3, points: 10}
        - {below: 4, points: 15}
        - {points: 20}
""",
        COUNT,
        answers={f"n{n}": {"q": n} for n in (0, 3, 6)},
        scores={"n0": {"i": 0}, "n3": {"i": 15}, "n6": {"i": 20}},
    ),
    Kind(
        "ratio: 3 of 4; more than all is all",
        ratio("points: 20, none_due: zero, over: cap"),
        RATIO,
        answers={"a": {"q": {"done": 3, "due": 4}}, "over": {"q": {"done": 5, "due": 4}}},
        scores={"a": {"i": 15}, "over": {"i": 20}},
    ),
    Kind(
        "ratio: more than all counts for more where the set says so",
        ratio("points: 20, none_due: zero, over: beyond").replace("to: [0, 20]", "to: [0, 40]"),
        RATIO,
        answers={"over": {"q": {"done": 5, "due": 4}}},
        scores={"over": {"i": 25}},
    ),
    *(
        Kind(
            f"ratio: nothing was due, and that is {none_due}",
            ratio(f"points: 20, none_due: {none_due}"),
            RATIO,
            answers={"idle": {"q": {"done": 0, "due": 0}}},
            scores={"idle": {"i": points}},
        )
        for none_due, points in (("zero", 0), ("full", 20), ("exclude", "not_applicable"))
    ),
    Kind(
        "ratio with a threshold: below it in proportion to the threshold",
        one("{rule: points_of_ratio, points: 10, none_due: zero, threshold: 0.8, below: of_threshold}", "[0, 10]"),
        RATIO,
        answers={"below": {"q": {"done": 6, "due": 10}}, "at": {"q": {"done": 8, "due": 10}}},
        scores={"below": {"i": 7.5}, "at": {"i": 10}},
    ),
    Kind(
        "ratio with a threshold: below it in proportion to all",
        one("{rule: points_of_ratio, points: 10, none_due: zero, threshold: 0.8, below: of_all}", "[0, 10]"),
        RATIO,
        answers={
            "below": {"q": {"done": 6, "due": 10}},
            "nearly": {"q": {"done": 7.9, "due": 10}},
            "at": {"q": {"done": 8, "due": 10}},
        },
        scores={"below": {"i": 6}, "nearly": {"i": 7.9}, "at": {"i": 10}},
    ),
    Kind(
        "checklist: 6 of 7",
        one("{rule: points_of_checklist, points: 20, of: [a, b, c, d, e, f, g]}"),
        SEVERAL,
        answers={"six": {"q": list("abcdef")}, "all": {"q": list("abcdefg")}, "none": {"q": ["none"]}},
        scores={"six": {"i": 17.142857142857142}, "all": {"i": 20}, "none": {"i": 0}},
    ),
    Kind(
        "capped sum: parts of 4 and 3, up to 6 points",
        """
id: lms
title: LMS
aggregate: {rule: capped_sum, at_most: 6}
children:
  - {id: a, title: A, from: outside, normalise: {rule: none, to: [0, 4]}}
  - {id: b, title: B, from: outside, normalise: {rule: none, to: [0, 3]}}
""",
        figures={"both": {"a": 4, "b": 3}, "one": {"a": 4, "b": 0}, "gap": {"a": 4, "b": "not_verified"}},
        scores={"both": {"lms": 6}, "one": {"lms": 4}, "gap": {"lms": "low_coverage"}},
    ),
    Kind(
        "capped sum: so many points for each, up to all",
        one("{rule: points_of_count, points: 30, each: 2}", "[0, 30]"),
        COUNT,
        answers={"some": {"q": 13}, "many": {"q": 99}},
        scores={"some": {"i": 26}, "many": {"i": 30}},
    ),
    Kind(
        "gate: a mandatory condition is not met, so it is level 1 whatever the points",
        OF_SCHOOLS,
        CHOICE,
        """
gates:
  - {id: mandatory, when: q == 'nobody', on: teaching_level, rule: knock_out, at: 1, reason: Chưa có kế hoạch}
""",
        answers={"plan": {"q": "head"}, "no_plan": {"q": "nobody"}},
        figures={"plan": {"teaching": 90}, "no_plan": {"teaching": 90}},
        scores={"plan": {"teaching_level": 3}, "no_plan": {"teaching_level": 1}},
    ),
    Kind(
        "levels of a group of 100 points: 49.99, 50, 75, 75.01",
        OF_SCHOOLS,
        figures={"a": {"teaching": 49.99}, "b": {"teaching": 50}, "c": {"teaching": 75}, "d": {"teaching": 75.01}},
        scores={unit: {"teaching_level": n, "school": n} for unit, n in {"a": 1, "b": 2, "c": 2, "d": 3}.items()},
    ),
    Kind(
        "level inside of one criterion, beside its points",
        """
id: x
title: X
aggregate: sum
children:
  - {id: points, title: Điểm, from: q, measure: value, normalise: {rule: none, to: [0, 30]}}
  - id: criterion_level
    title: Mức độ
    from: q
    measure: value
    weight: 0
    normalise: {rule: steps, steps: [{below: 10, points: 1}, {up_to: 20, points: 2}, {points: 3}]}
""",
        "- {id: q, type: number, text: Điểm, min: 0, max: 30}",
        answers={"a": {"q": 9.99}, "b": {"q": 10}, "c": {"q": 20}, "d": {"q": 21}},
        scores={
            "a": {"criterion_level": 1, "x": 9.99},
            "b": {"criterion_level": 2},
            "c": {"criterion_level": 2, "x": 20},
            "d": {"criterion_level": 3, "x": 21},
        },
    ),
    Kind(
        "unscored: kept, shown, and worth nothing",
        """
id: x
title: X
aggregate: sum
children:
  - {id: points, title: Điểm, from: outside, normalise: {rule: none, to: [0, 10]}}
  - {id: cameras, title: Đô thị thông minh, from: outside, scored: false}
""",
        figures={"a": {"points": 7, "cameras": 120}, "b": {"points": 7, "cameras": 0}},
        scores={"a": {"x": 7}, "b": {"x": 7}},
    ),
    Kind(
        "bonus and penalty: +10 and −5 give +5; beyond the cap nothing",
        """
id: x
title: X
aggregate: sum
children:
  - {id: points, title: Điểm, from: outside, normalise: {rule: none, to: [0, 100]}}
  - {id: awards, title: Sáng kiến, from: outside, scored: false}
  - {id: late, title: Muộn, from: outside, scored: false}
""",
        more="""
extras:
  - {id: bonus, title: Thưởng, on: x, points: 10 * awards, at_most: 10, beyond_scale: true}
  - {id: penalty, title: Trừ, on: x, points: -5 * late, at_least: -10, beyond_scale: true}
""",
        figures={
            "both": {"points": 70, "awards": 1, "late": 1},
            "more": {"points": 70, "awards": 3, "late": 9},
        },
        scores={"both": {"x": 75}, "more": {"x": 70}},
    ),
    Kind(
        "survey: mean satisfaction, 3.8 on 1 to 5",
        """
id: x
title: X
children:
  - {id: i, title: I, from: outside, normalise: {rule: scale, low: 1, high: 5, to: [0, 10]}}
""",
        figures={"a": {"i": 3.8}},
        scores={"a": {"i": 7}},
    ),
    Kind(
        "survey: share of those satisfied",
        """
id: x
title: X
children:
  - id: i
    title: I
    from: q
    measure: {rule: share_within, at_least: 4}
    normalise: {rule: scale, low: 0, high: 100, to: [0, 10]}
""",
        """
- id: q
  type: choice
  text: Hài lòng?
  options:
    - {id: very, value: 5, label: Rất}
    - {id: rather, value: 4, label: Khá}
    - {id: neither, value: 3, label: Bình thường}
    - {id: little, value: 2, label: Ít}
    - {id: hardly, value: 1, label: Không}
""",
        answers={"a": {"q": "rather"}, "b": {"q": "neither"}},
        scores={"a": {"i": 10}, "b": {"i": 0}},
    ),
    Kind(
        "automatic: pulled from a system, read only for the unit",
        one("{rule: points_of_target, points: 20, target: 80}"),
        "- {id: q, type: percentage, text: Hồ sơ trực tuyến, given: fixed, given_from: Cổng dịch vụ công}",
        answers={"a": {"given": {"q": 60}}, "b": {"given": {"q": 95}}, "c": {"given": {}}},
        scores={"a": {"i": 15}, "b": {"i": 20}, "c": {"i": "no_data"}},
    ),
    Kind(
        "relative: between the least and the most of the group",
        """
id: x
title: X
children:
  - {id: i, title: I, from: outside, direction: higher, normalise: {rule: minmax, over: group, to: [0, 20]}}
""",
        figures={"a": {"i": 3}, "b": {"i": 8}, "c": {"i": 13}},
        scores={"a": {"i": 0}, "b": {"i": 10}, "c": {"i": 20}},
    ),
    Kind(
        "distance to a fixed goalpost, by logarithms",
        """
id: x
title: X
children:
  - id: i
    title: I
    from: outside
    direction: higher
    normalise: {rule: goalposts, low: 100, high: 75000, log: true, to: [0, 1]}
""",
        figures={"a": {"i": 100}, "b": {"i": 10000}, "c": {"i": 90000}},
        scores={"a": {"i": 0}, "b": {"i": math.log(100) / math.log(750)}, "c": {"i": 1}},
    ),
    Kind(
        "typed by the unit itself, at most all points",
        one("{rule: points_given, points: 20}"),
        "- {id: q, type: number, text: Điểm tự chấm, min: 0, max: 20, decimals: 2}",
        answers={"a": {"q": 0.05}, "b": {"q": 20}},
        scores={"a": {"i": 0.05}, "b": {"i": 20}},
    ),
    Kind(
        "does not apply: the most there is shrinks, or the rest is put on the whole",
        """
id: x
title: X
aggregate: sum
children:
  - id: points
    title: Điểm
    aggregate: sum
    children:
      - {id: a, title: A, from: outside, normalise: {rule: none, to: [0, 20]}}
      - {id: b, title: B, from: outside, normalise: {rule: none, to: [0, 20]}}
      - {id: c, title: C, from: outside, normalise: {rule: none, to: [0, 10]}}
""",
        more="""
reported:
  - {id: percent, title: Tỷ lệ, of: {a: 20, b: 20, c: 10}, aggregate: out_of}
  - {id: thousand, title: Thang 1.000, of: {a: 20, b: 20, c: 10}, aggregate: {rule: out_of, to: 1000}}
""",
        figures={
            "all": {"a": 15, "b": 5, "c": 10},
            "less": {"a": 15, "b": "not_applicable", "c": 9},
            "gap": {"a": 15, "b": "not_verified", "c": 9},
        },
        scores={
            "all": {"x": 30, "percent": 60, "thousand": 600},
            "less": {"x": 24, "percent": 80, "thousand": 800},
            "gap": {"percent": "low_coverage"},
        },
    ),
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return build_catalog(make_plugin_manager()).vocabulary


def file_of(kind: Kind) -> str:
    """The whole file of a case, with its one example."""
    given = dict(kind.answers or {})
    form = f"""
forms:
  - id: report
    title: Báo cáo
    audience: unit
    unanswered: missing
    pages:
      - id: first
        title: Trang
        questions:
{indent(kind.asked.strip(), " " * 10)}
"""
    responses = [
        {"form": "report", "unit": unit, **(answers if "given" in answers else {"answers": answers})}
        for unit, answers in given.items()
    ]
    example = {"name": kind.name, "responses": responses, "figures": kind.figures or {}, "expect": {}}
    example["expect"] = {"scores": kind.scores, "within": 1e-6}
    return f"""thuocdo: 1
id: kind
title: Một cách tính điểm
edition: "2026"
status: example
languages: [vi]
source: viết cho kiểm thử
units: {{groups: {{g: Nhóm}}, others: g}}
{form if kind.asked else ""}
index:
{indent(kind.index.strip(), "  ")}
{kind.more}
examples:
  - {json.dumps(example, ensure_ascii=False)}
"""


def run(kind: Kind, vocabulary: Vocabulary, folder: Path) -> ScoreTable:
    path = folder / "kind.yaml"
    path.write_text(file_of(kind), encoding="utf-8")
    read = read_framework(path, vocabulary)
    assert [str(problem) for problem in read.problems] == []
    assert read.framework is not None
    (outcome,) = run_examples(read.framework, make_plan(read.framework, vocabulary), vocabulary)
    assert [failure.what for failure in outcome.failures] == []
    assert outcome.table is not None
    return outcome.table


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_way_to_give_points(kind: Kind, vocabulary: Vocabulary, tmp_path: Path) -> None:
    table = run(kind, vocabulary, tmp_path)
    assert {unit.id for unit in table.units} == set(kind.scores or {})


def test_what_does_not_apply_leaves_fewer_points_to_have(vocabulary: Vocabulary, tmp_path: Path) -> None:
    table = run(KINDS[-1], vocabulary, tmp_path)
    assert table.most is not None
    most = table.most[table.node_row("x")]
    assert [most[table.unit_column(unit)] for unit in ("all", "less")] == [50, 30]


def test_what_is_relative_changes_with_the_others(vocabulary: Vocabulary, tmp_path: Path) -> None:
    relative = next(kind for kind in KINDS if kind.name.startswith("relative"))
    figures = {**(relative.figures or {}), "d": {"i": 23}}
    scores = {"a": {"i": 0}, "b": {"i": 5}, "c": {"i": 10}, "d": {"i": 20}}
    more = Kind("one more unit", relative.index, figures=figures, scores=scores)
    assert run(more, vocabulary, tmp_path).missing.max() == Missing.PRESENT
