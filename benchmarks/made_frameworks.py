"""Framework files made to measure: as large as a figure needs, and as an author would write them."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.framework.vocabulary import Vocabulary

HEAD = """\
thuocdo: 1
id: {id}
edition: "2026"
title: {{vi: Bộ chỉ số để đo tốc độ, en: An index to measure speed with}}
status: example
source: {{vi: "Ví dụ, chưa có căn cứ pháp lý", en: "An example, without legal basis"}}
languages: [vi, en]
"""

QUESTION = """\
          - id: q{n}
            type: choice
            code: "C-{n}"
            text:
              vi: "Câu hỏi {n}: doanh nghiệp đánh giá thế nào về việc giải quyết thủ tục hành chính?"
              en: "Question {n}: how does your business rate the handling of procedures?"
            options:
              - id: agree
                value: 2
                label: {{vi: Đồng ý, en: Agree}}
              - id: disagree
                value: 1
                label: {{vi: Không đồng ý, en: Disagree}}
              - id: dont_know
                missing: dont_know
                label: {{vi: Không biết, en: Don't know}}
"""

FORM = """\
forms:
  - id: business
    title: {vi: Phiếu hỏi, en: Questionnaire}
    audience: respondents
    pages:"""

INDEX = """\
index:
  id: total
  title: {vi: Tổng điểm, en: Total}
  aggregate: mean
  measure: {rule: share, of: [agree]}
  normalise: {rule: goalposts, low: 0, high: 100, to: [0, 100]}
  children:"""

INDICATOR = "        - {{id: i{n}, title: {{vi: Chỉ số {n}, en: Indicator {n}}}, from: q{n}, direction: higher}}"

UNITS = """\
units:
  groups:
    a: {{vi: Nhóm A, en: Group A}}
  others: a
  list:
{listed}
"""


def vocabulary() -> Vocabulary:
    """The engine's own words."""
    from engine.builtin import plugin

    return Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())


def survey(framework_id: str, questions: int, page_size: int, units: int = 3) -> str:
    """A form of that many choice questions, a page for each `page_size`, and one indicator a question."""
    pages = [range(first, min(first + page_size, questions)) for first in range(0, questions, page_size)]
    lines = [HEAD.format(id=framework_id), units_of(units)]
    lines.append(FORM)
    for position, page in enumerate(pages):
        title = f"{{vi: Phần {position + 1}, en: Part {position + 1}}}"
        lines.append(f"      - id: page{position}\n        title: {title}\n        questions:")
        lines += [QUESTION.format(n=n) for n in page]
    lines.append(INDEX)
    for position, page in enumerate(pages):
        title = f"{{vi: Thành phần {position + 1}, en: Component {position + 1}}}"
        lines.append(f"    - id: part{position}\n      title: {title}\n      children:")
        lines += [INDICATOR.format(n=n) for n in page]
    return "\n".join(lines).replace("\n\n", "\n") + "\n"


SCALE = """\
scales:
  agree:
    - {id: agree, value: 2, label: {vi: Đồng ý, en: Agree}}
    - {id: disagree, value: 1, label: {vi: Không đồng ý, en: Disagree}}
    - {id: dont_know, missing: dont_know, label: {vi: Không biết, en: Don't know}}
"""

KINDS = (
    "type: choice, scale: agree",
    "type: choice, scale: agree, when: \"q{before} == 'disagree'\"",
    "type: number, min: 0, max: 365, suffix: {{vi: ngày, en: days}}",
    "type: number, decimals: 0, min: 0, when: \"q{before} > 30 and coalesce(q{before}, 0) != {n}\"",
    "type: date, max: \"2026-12-31\"",
    "type: text, required: false, when: \"days_between(q{before}, '2026-12-31') > 90 or not answered(q{before})\"",
)

ASKED = """\
          - id: q{n}
            code: "C-{n}"
            text:
              vi: "Câu hỏi {n}: doanh nghiệp đánh giá thế nào về việc giải quyết thủ tục hành chính?"
              en: "Question {n}: how does your business rate the handling of procedures?"
            hint: {{vi: "Chỉ tính hồ sơ nộp trong mười hai tháng qua.", en: "Applications of the last year."}}
            {kind}
"""


def varied(framework_id: str, questions: int, page_size: int) -> str:
    """As a large framework is: questions of many types, every other with a condition, indicators over two of six."""
    lines = [HEAD.format(id=framework_id), SCALE, units_of(3), FORM]
    for first in range(0, questions, page_size):
        title = f"{{vi: Phần {first // page_size + 1}, en: Part {first // page_size + 1}}}"
        lines.append(f"      - id: page{first // page_size}\n        title: {title}\n        questions:")
        for n in range(first, min(first + page_size, questions)):
            kind = KINDS[n % len(KINDS)].format(n=n, before=n - 1)
            lines.append(ASKED.format(n=n, kind="\n            ".join(_keys_of(kind))))
    lines.append(INDEX.replace("measure: {rule: share, of: [agree]}", "measure: mean"))
    rated = [n for n in range(questions) if n % len(KINDS) in (0, 2)]
    for part, start in enumerate(range(0, len(rated), page_size)):
        title = f"{{vi: Thành phần {part + 1}, en: Component {part + 1}}}"
        lines.append(f"    - id: part{part}\n      title: {title}\n      children:")
        lines += [INDICATOR.format(n=n) for n in rated[start : start + page_size]]
    return "\n".join(lines).replace("\n\n", "\n") + "\n"


def _keys_of(flow: str) -> list[str]:
    """The keys of a flow mapping, a line each."""
    return re.split(r", (?=[a-z]+: )(?![^{]*\})", flow)


def tree(framework_id: str, branches: tuple[int, ...], weight: Callable[[int], int], units: int) -> str:
    """An index over outside figures: `branches` children at each level, the last of them indicators."""
    lines = [HEAD.format(id=framework_id), units_of(units)]
    lines.append(
        "index:\n  id: total\n  title: {vi: Tổng điểm, en: Total}\n  aggregate: mean\n"
        "  normalise: {rule: minmax, over: group, to: [1, 10], constant: middle}"
    )
    _grow(lines, "", branches, weight, indent=2)
    return "\n".join(lines) + "\n"


def _grow(lines: list[str], above: str, branches: tuple[int, ...], weight: Callable[[int], int], indent: int) -> None:
    lines.append(" " * indent + "children:")
    for child in range(branches[0]):
        name = f"{above}_{child}"
        node, title = f"n{name}", f"{{vi: Mục {name[1:]}, en: Item {name[1:]}}}"
        lines.append(" " * indent + f"  - id: {node}\n" + " " * indent + f"    title: {title}")
        lines.append(" " * indent + f"    weight: {weight(child)}")
        if len(branches) > 1:
            _grow(lines, name, branches[1:], weight, indent + 4)
        else:
            lines.append(" " * indent + "    from: outside\n" + " " * indent + f"    direction: {_direction(child)}")


def _direction(child: int) -> str:
    return "lower" if child % 3 == 2 else "higher"


def units_of(units: int) -> str:
    listed = [f"    - {{id: u{n}, group: a, title: {{vi: Đơn vị {n}, en: Unit {n}}}}}" for n in range(units)]
    return UNITS.format(listed="\n".join(listed))
