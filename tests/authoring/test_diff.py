"""A corpus of small edits: what the diff says of each, to the letter; and laws that hold for all of them."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from engine.authoring.changes import Change, Effect
from engine.authoring.diff import diff, unreadable
from engine.builtin import plugin
from engine.catalog import build_catalog
from engine.framework.composer import compose
from engine.framework.models import Framework
from engine.framework.reader import read_text
from engine.framework.vocabulary import Vocabulary
from engine.plugins import make_plugin_manager, surveys_folders

HERE = Path(__file__).parent
EDITION = (HERE / "edition.yaml").read_text("utf-8")
EDITS = compose((HERE / "edits.yaml").read_text("utf-8"), "edits.yaml").root
VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())


def framework(text: str) -> Framework:
    result = read_text(text, "edition.yaml", VOCABULARY)
    assert result.framework is not None, result.problems
    return result.framework


def before(edit: dict[str, Any]) -> str:
    return (HERE / edit.get("file", "edition.yaml")).read_text("utf-8")


def edited(edit: dict[str, Any]) -> Framework:
    text = before(edit)
    for swap in edit["swap"]:
        assert text.count(swap["old"]) == 1
        text = text.replace(swap["old"], swap["new"])
    return framework(text)


def told(change: Change) -> str:
    count = f" (× {change.count})" if change.count != 1 else ""
    return f"{change.effect}: {change.where}: {change.what}{count}. {change.reason} {change.hint}".rstrip()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit["edit"])
def test_an_edit_is_told_with_its_effect_and_the_reason(edit: dict[str, Any]) -> None:
    changes = diff(framework(before(edit)), edited(edit), VOCABULARY)

    assert [told(change) for change in changes] == edit["told"]


def test_the_corpus_has_edits_of_every_effect() -> None:
    worst = Counter(edit["told"][0].partition(":")[0] if edit["told"] else "nothing" for edit in EDITS)

    assert len(EDITS) >= 120
    assert set(worst) == {*(effect.value for effect in Effect), "nothing"}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit["edit"])
def test_what_is_told_one_way_is_told_the_other_way_too(edit: dict[str, Any]) -> None:
    there = diff(framework(before(edit)), edited(edit), VOCABULARY)
    back = diff(edited(edit), framework(before(edit)), VOCABULARY)

    assert bool(there) == bool(back)


def test_every_bundled_framework_is_the_same_as_itself() -> None:
    catalog = build_catalog(make_plugin_manager(surveys_folders()))

    for offered in catalog.offered.values():
        assert diff(offered.framework, offered.framework, catalog.vocabulary) == ()


def test_the_gravest_come_first_and_say_whether_answers_can_be_read() -> None:
    text = EDITION.replace("max: 365", "max: 90").replace("cap: 5", "cap: 4").replace("minutes: 5", "minutes: 6")

    changes = diff(framework(EDITION), framework(text), VOCABULARY)

    assert [change.effect for change in changes] == [Effect.ANSWERS, Effect.TREND, Effect.WORDING]
    assert [change.where for change in unreadable(changes)] == ["question days"]


QUALITY = """quality:
  speed: {seconds_per_answer: 2}
  contradictions:
    - {id: odd, when: clear == 'agrees' and polite == 'disagrees', title: {vi: Lạ, en: Odd}}
index:
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("speed: {seconds_per_answer: 2}", "duplicates: {}", ["breaks trend: quality speed: flag removed", "breaks trend: quality duplicates: flag added"]),
        ("seconds_per_answer: 2", "seconds_per_answer: 3", ["breaks trend: quality speed: `seconds_per_answer` 2 → 3"]),
        ("en: Odd", "en: Strange", ["wording: quality odd: `title.en` “Odd” → “Strange”"]),
        ("'agrees' and", "'agrees'  and", []),
        ("polite == 'disagrees'", "polite != 'agrees'", ["breaks trend: quality odd: `when` clear == 'agrees' and polite == 'disagrees' → clear == 'agrees' and polite != 'agrees'"]),
    ],
)  # fmt: skip
def test_other_signs_of_careless_answers_change_no_score(old: str, new: str, said: list[str]) -> None:
    text = EDITION.replace("index:\n", QUALITY)
    assert text.count(old) == 1

    found = diff(framework(text), framework(text.replace(old, new)), VOCABULARY)

    assert [told(change).partition(". ")[0] for change in found] == said
