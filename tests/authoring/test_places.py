"""Whatever is said of a question is said at its line, also of items of a battery and of what stands behind one."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.authoring.study import places_of, study
from engine.catalog import offer
from engine.framework.reader import read_framework, read_text
from engine.framework.vocabulary import Vocabulary

FEATURES = Path(__file__).parents[1] / "surveys" / "features"
TINY = (FEATURES.parent / "tiny.yaml").read_text("utf-8")


@pytest.mark.parametrize("name", ["battery", "random_order", "one_page_in_parts", "sections", "scoring/patterns_of_answers"])
def test_every_question_has_its_own_place(name: str, vocabulary: Vocabulary) -> None:
    offered, problems = offer(read_framework(FEATURES / f"{name}.yaml", vocabulary), "test", vocabulary, ())
    assert offered is not None, problems
    places = places_of(offered)
    for f, form in enumerate(offered.framework.forms):
        for p, page in enumerate(form.pages):
            for q, question in enumerate(page.questions):
                there = places.composed.at(places.in_file(("forms", f, "pages", p, "questions", q)))
                assert isinstance(there, dict)
                assert there["id"] == question.id


def test_what_no_example_touches_is_told_behind_a_battery_too(vocabulary: Vocabulary) -> None:
    battery = """          - id: both
            type: battery
            scale: agree
            text: {vi: Bạn thấy sao?, en: What do you think?}
            items:
              - {id: kind, text: {vi: Tử tế, en: Kind}}
              - {id: fair, text: {vi: Công bằng, en: Fair}}
"""
    text = TINY.replace("          - {id: clear,", f"{battery}          - {{id: clear,")
    offered, problems = offer(read_text(text, "tiny.yaml", vocabulary), "test", vocabulary, ())
    assert offered is not None, problems

    told = [str(gap) for gap in study(offered, vocabulary).gaps() if "chooses" in gap.what]

    begins = text.splitlines().index("          - id: both") + 1
    where = "form business › page rating › question"
    what = "no example chooses agrees, disagrees."
    assert told == [
        f"tiny.yaml:{begins + 5}:17: {where} both › item kind: {what}",
        f"tiny.yaml:{begins + 6}:17: {where} both › item fair: {what}",
        f"tiny.yaml:{begins + 7}:13: {where} clear: {what}",
    ]
