"""What an example names must be there: told when the file is loaded, with its place and a mend."""

import pytest

from tests.framework.test_mistakes import TINY, read

WHOLE = """examples:
  - name: One firm
    answers: {dealt_with: [so-xay-dung], clear: agrees, days: 3}
    expect: {pages: [dealings, rating/so-xay-dung], scores: {so-xay-dung: {total: 5.5}}}
"""
UNKNOWN_UNIT = "the unit `so-xay` is not in the register. Did you mean `so-xay-dung`?"


def told(text: str) -> list[str]:
    return [f"{p.location.line - len(TINY.splitlines())}:{p.location.column}: {p.what} {p.mend}" for p in read(TINY + text).problems]


def test_a_sound_example_is_read_into_nouns() -> None:
    framework = read(TINY + WHOLE).framework

    assert framework is not None
    (example,) = framework.examples
    assert example.every_response[0].answers["days"] == 3
    assert example.expect.scores == {"so-xay-dung": {"total": 5.5}}


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("clear: agrees", "claer: agrees", "3:42: `claer` is no question of the form `business`. Did you mean `clear`?"),
        ("clear: agrees", "clear: agree", "3:49: `agree` is no option of `clear`. Did you mean `agrees`?"),
        ("clear: agrees", "clear: 3", "3:49: the answer to `clear` must be the id of an option. Write `question: option_id`."),
        ("clear: agrees", "clear: {so-xay: agrees}", f"3:50: {UNKNOWN_UNIT}"),
        ("[so-xay-dung], c", "[so-xay], c", f"3:27: {UNKNOWN_UNIT}"),
        ("[so-xay-dung], c", "so-xay-dung, c", "3:27: the answer to `dealt_with` must be a list of unit ids. Write `[a, b]`."),
        ("days: 3", "days: true", "3:63: the answer to `days` must be a number. Write a number, without quotes."),
        ("rating/so-xay-dung", "ratings", "4:32: the page `ratings` is not known. Did you mean `rating`?"),
        ("rating/so-xay-dung", "rating/so-xay", f"4:32: {UNKNOWN_UNIT}"),
        ("total: 5.5", "totl: 5.5", "4:76: the node `totl` is not known. Did you mean `total`?"),
        ("total: 5.5", "total: too_few_", "4:83: `too_few_` is neither a number nor a reason. Did you mean `too_few`?"),
        ("scores:", "score:", "4:53: `score` is not known here. Did you mean `scores`?"),
        ("{so-xay-dung: {total: 5.5}}", "{so-xay-dung: 5.5}", "4:75: `expect.scores.so-xay-dung` must hold keys of its own, not 5.5. Write `key: value` lines below it, indented."),
        ("    answers: {dealt_with: [so-xay-dung], clear: agrees, days: 3}\n    expect: {pages: [dealings, rating/so-xay-dung], scores",
         "    expect: {scores", "2:5: the example gives nothing to score. Add `answers`, `responses` or `figures`."),
        ("{pages: [dealings, rating/so-xay-dung], scores: {so-xay-dung: {total: 5.5}}}", "{within: 1}",
         "4:5: the example expects nothing. Add `pages`, `problems` or `scores`."),
        ("    expect:", "    form: busines\n    expect:", "4:11: the form `busines` is not known. Did you mean `business`?"),
        ("    expect:", "    unit: so-xay-dung\n    expect:", "4:5: `business` is not filled in by units. Remove `unit`."),
        ("    expect:", "    responses: [{answers: {days: 3}}]\n    expect:", "4:5: answers stand both beside and in `responses`. Move them into the list, or take the list away."),
        ("    expect:", "    figures: {so-xay-dung: {gidance: 3}}\n    expect:", "4:29: the indicator `gidance` is not known. Did you mean `guidance`?"),
        ("    expect: {", "    expect: {bands: {so-xay-dung: hihg}, ", "4:35: the band `hihg` is not known. Did you mean `high`?"),
        ("    expect: {", "    expect: {gates: {so-xay-dung: [slo]}, ", "4:35: the gate `slo` is not known. Did you mean `slow`?"),
        ("    expect: {", "    expect: {extras: {so-xay-dung: {thanks: 1}}, ", "4:37: the extra `thanks` is not known. Take an id that stands in the file, or leave this out."),
        ("    expect: {", "    expect: {moved: {so-xay-dung: {sped: []}}, ", "4:36: the indicator `sped` is not known. Did you mean `speed`?"),
        ("    expect: {", "    expect: {problems: [dayz], ", "4:25: the question `dayz` is not known. Did you mean `days`?"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_example_is_told(before: str, after: str, what: str) -> None:
    assert before in WHOLE
    assert told(WHOLE.replace(before, after, 1)) == [what]


def test_an_answer_that_is_to_be_refused_may_be_wrong() -> None:
    wrong = WHOLE.replace("clear: agrees", "clear: {so-xay-dung: agree}").replace("pages:", "problems: [clear/so-xay-dung], pages:")

    assert told(wrong) == []
