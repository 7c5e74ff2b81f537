"""One mistake in a big file is one problem, at the line where it was made."""

import re

import pytest

from engine.catalog import build_catalog, offer
from engine.framework.reader import read_text
from engine.plugins import make_plugin_manager
from engine.resources import folder

CATALOG = build_catalog(make_plugin_manager())
BIG = (folder("surveys") / "ddci_nghe_an_2022.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r"^status:", "statsu:"),
        (r"^scales:", "scale:"),
        (r"^forms:", "form:"),
        (r"^index:", "indx:"),
        (r"^  aggregate: mean", "  aggregate: maen"),
        (r"^edition: .*", "edition: 2022"),
        (r"^status: .*", "status: prposal"),
        (r"^thuocdo: 1", "thuocdo: 2"),
        (r"type: units", "type: unit"),
        (r"type: number", "type: numbr"),
        (r"for_each: departments", "for_each: departmnts"),
        (r"when: \"inspections > 0\"", 'when: "inspection > 0"'),
        (r"when: \"inspections > 0\"", 'when: "inspections >> 0"'),
        (r"when: \"inspections > 0\"", 'when: "inspections < 0"'),
        (r"when: \"inspections > 0\"", 'when: "inspections > 0'),
        (r"when: \"programme_known == 'yes'\"", "when: \"programme_known == 'yess'\""),
        (r"direction: higher", "direction: hihger"),
        (r"^bands:\n", "bands: []\nbands:\n"),
        (r"min_n: 10 ", "min_n: ten "),
        (r"min_coverage: 0.6", "min_coverage: 60"),
        (r"group: a\b", "group: aa"),
        (r"^  - id: business", "  - id: Business"),
        (r"audience: respondents", "audience: respondent"),
        (r"^ {4}pages:", "\tpages:"),
    ],
)
def test_one_mistake_is_one_problem(pattern: str, instead: str) -> None:
    found = re.search(pattern, BIG, re.MULTILINE)
    assert found, pattern
    text = BIG[: found.start()] + instead + BIG[found.end() :]

    read = read_text(text, "big.yaml", CATALOG.vocabulary)
    _offered, problems = offer(read, "ddci", CATALOG.vocabulary, CATALOG.checks)

    assert len(problems) == 1, "\n".join(map(str, problems))
    line = BIG[: found.start()].count("\n") + 1
    assert problems[0].location.line in (line, line + 1)
