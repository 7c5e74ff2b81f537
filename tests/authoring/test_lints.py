"""What is legal but surely not meant is a warning; what may be meant is a note that asks."""

from dataclasses import replace

import pytest

from engine.authoring.lints import lints
from engine.authoring.study import places_of
from engine.authoring.weights import effective_weights
from engine.authoring.wording import reversed_word
from engine.framework.models import RuleUse
from engine.framework.rules import Rule, RuleKind
from engine.problems import Severity


@pytest.fixture
def told(tiny, vocabulary):
    def of(changed: dict[str, str]) -> list[str]:
        offered = tiny("", changed)
        return [str(problem).removeprefix("tiny.yaml:") for problem in lints(offered.framework, vocabulary, places_of(offered))]

    return of


def questions(count: int) -> str:
    return "".join(f"          - {{id: more_{n}, type: text, text: {{vi: Gì?, en: What?}}}}\n" for n in range(count))


def test_a_sound_file_has_no_remarks(told) -> None:
    assert told({}) == []


def test_a_page_of_more_than_twelve_questions(told) -> None:
    last = "          - {id: dealt_with, type: units, text: {vi: Đơn vị nào?, en: Which units?}}\n"

    assert told({last: last + questions(11)}) == []
    assert told({last: last + questions(12)}) == [
        "21:9: form business › page dealings: warning: the page asks 13 questions. Split it: more than 12 tire on a phone."
    ]


def test_an_option_without_value_or_reason_among_others_that_have_one(told) -> None:
    extra = "    - {id: disagrees, value: 1,"
    (line,) = told({extra: "    - {id: unsure, label: {vi: Lưỡng lự, en: Unsure}}\n" + extra})

    assert line.startswith("10:7: scale agree › option unsure: warning: the option has neither a value")


def test_options_without_values_among_reasons_are_meant_to_be_counted(told) -> None:
    unsure = "    - {id: unsure, missing: dont_know, label: {vi: Lưỡng lự, en: Unsure}}\n"
    listed = "    - {id: disagrees, value: 1,"

    assert told({listed: unsure + "    - {id: disagrees,", "value: 2, ": ""}) == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"direction: lower}": "direction: lower, applies_to: b}", "groups: {a: {vi: Nhóm A, en: Group A}}": "groups: {a: {vi: A, en: A}, b: {vi: B, en: B}}"},
         "no unit is of the groups it applies to"),
        ({"from: clear, measure: {rule: share, of: [agrees]}": "from: dealt_with, measure: {rule: share, of: [agrees]}"},
         "`dealt_with` gives no figure"),
        ({"        for_each: dealt_with\n": ""}, "`clear` is asked about the respondent, not about a unit"),
        ({"value: 2, label": "label", "value: 1, label": "label", "measure: {rule: share, of: [agrees]}": "measure: value"},
         "no option of `clear` has a value"),
    ],
)  # fmt: skip
def test_an_indicator_that_nobody_can_score_on(told, changed: dict[str, str], why: str) -> None:
    assert any(f"warning: nobody can score on this indicator: {why}." in line for line in told(changed))


def test_wording_against_the_unit_is_a_question_to_the_author(told) -> None:
    against = {"text: {vi: Rõ ràng?, en: Clear?}": "text: {vi: Thủ tục rườm rà, en: Procedures are cumbersome}"}
    (line,) = told(against)
    assert line.endswith(
        "warning: `clear` says “rườm rà”, and higher counts as better. "
        "Write `direction: lower` or `direction: higher`, as it is meant."
    )

    said = {**against, "from: clear, measure": "from: clear, direction: higher, measure"}
    (line,) = told(said)
    assert "note: `clear` says “rườm rà”" in line

    assert told({**against, "from: clear, measure": "from: clear, direction: lower, measure"}) == []
    assert told({**against, "of: [agrees]": "of: [disagrees]"}) == []  # those who disagree: turned round already


@pytest.mark.parametrize(
    ("text", "beside", "word"),
    [
        ("Cán bộ không nắm vững chuyên môn", "", "không"),
        ("Đơn vị có trang thông tin điện tử không?", "", None),
        ("Đã khai báo chưa?", "", None),
        ("Thủ tục có công khai hay không", "", None),
        ("Tiếp cận tài liệu dễ hay khó?", "", None),
        ("Tiếp cận tài liệu rất khó", "", "khó"),
        ("Mức độ khó khi tiếp cận", "Rất dễ Rất khó", None),
        ("Staff do not answer", "", "not"),
        ("Notes are kept", "", None),
    ],
)
def test_words_that_turn_a_statement(text: str, beside: str, word: str | None) -> None:
    assert reversed_word({"": text}, beside) == word


def test_a_direction_that_no_rule_follows(told) -> None:
    (line,) = told({"  normalise: {rule: minmax, over: group, to: [1, 10], constant: middle}\n": ""})

    assert "node speed: warning: `direction: lower` changes nothing: without a normaliser the value is the score." in line


def test_a_question_that_changes_nothing_is_a_note(tiny, vocabulary) -> None:
    offered = tiny("", {"{id: speed, title: {vi: Tốc độ, en: Speed}, from: days": "{id: speed, title: {vi: T, en: S}, from: outside"})
    (note,) = lints(offered.framework, vocabulary, places_of(offered))

    assert note.severity is Severity.NOTE
    assert "question days: note: its answers change no score and no path." in str(note)


def test_a_figure_that_nobody_can_correct_and_that_comes_from_nowhere(told) -> None:
    asked = "{id: days, type: number,"
    warning = "question days: warning: it cannot be corrected, and nobody is told where it is from."
    note = "question days: note: what is known of a respondent may tell who answers. Give only what many have in common."

    lines = told({asked: "{id: days, type: number, given: fixed,"})
    assert [warning in line for line in lines] == [True, False]
    assert lines[1].endswith(note)
    told_from = told({asked: "{id: days, type: number, given: fixed, given_from: {vi: Sổ, en: Register},"})
    assert [line.endswith(note) for line in told_from] == [True]
    assert len(told({asked: "{id: days, type: number, given: true,"})) == 1


def test_effective_weights_are_shares_of_the_total_by_group(tiny) -> None:
    offered = tiny("", {"{id: speed,": "{id: speed, weight: 3, applies_to: a,", "groups: {a: {vi: Nhóm A, en: Group A}}": "groups: {a: {vi: A, en: A}, b: {vi: B, en: B}}"})

    shares = {each.node.id: each.share for each in effective_weights(offered.framework)}
    assert shares == {"total": {"a": 1, "b": 1}, "guidance": {"a": 0.25, "b": 1}, "speed": {"a": 0.75, "b": 0}}


def test_rules_of_a_plugin_are_remarked_upon_by_what_they_say(tiny, vocabulary) -> None:
    def half(values, _higher, _peers):
        return values / 2

    def first(*_ratings):
        return None

    def remarks(**said: object) -> list[str]:
        strangers = (Rule("first", RuleKind.MEASURE, first, **said), Rule("half", RuleKind.NORMALISE, half, turns=False))
        known = replace(vocabulary, rules={**vocabulary.rules, **{(rule.kind, rule.name): rule for rule in strangers}})
        offered = tiny("", {"value: 2, label": "label", "value: 1, label": "label"})
        children = [
            node.model_copy(update={"measure": RuleUse(rule="first"), "normalise": RuleUse(rule="half")})
            for node in offered.framework.index.children
        ]
        index = offered.framework.index.model_copy(update={"children": tuple(children)})
        changed = offered.framework.model_copy(update={"index": index})
        return [str(problem) for problem in lints(changed, known, places_of(offered))]

    assert sum("no option of `clear` has a value" in line for line in remarks(reads="values")) == 1
    assert not any("has a value" in line for line in remarks(reads="options"))
    assert not any("has a value" in line for line in remarks())
    assert sum("`direction: lower` changes nothing: `half` does not heed it." in line for line in remarks()) == 1
