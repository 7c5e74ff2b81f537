"""Examples run through the real pages, path and scores; whatever differs is told at its place."""

import pytest

from engine.authoring.study import Study, study
from engine.framework.vocabulary import Vocabulary

HEAD = """examples:
  - name: Two departments
    answers:
      dealt_with: [so-xay-dung, so-y-te]
      clear: {so-xay-dung: agrees, so-y-te: agrees}
      days: {so-xay-dung: 4, so-y-te: 14}
    expect:
"""


@pytest.fixture
def run(tiny, vocabulary: Vocabulary):
    def ran(added: str) -> Study:
        return study(tiny(added), vocabulary)

    return ran


def told(studied: Study) -> list[str]:
    return [str(problem) for problem in studied.problems]


def test_what_is_as_expected_is_no_problem(run) -> None:
    studied = run(
        HEAD
        + """      pages: [dealings, rating/so-xay-dung, rating/so-y-te]
      values: {so-xay-dung: {guidance: 100, speed: 4}}
      scores:
        so-xay-dung: {guidance: 5.5, speed: 10, total: 7.75}
        so-y-te: {speed: 1, total: 3.25}
      bands: {so-xay-dung: high, so-y-te: low}
      ranks: {so-xay-dung: 1, so-y-te: 2}
      gates: {so-xay-dung: []}
"""
    )

    assert told(studied) == []
    assert not studied.outcomes[0].failures


@pytest.mark.parametrize(
    ("expected", "at", "what"),
    [
        ("scores: {so-xay-dung: {total: 7.7}}", "7.7", "expected 7.7 for total, got 7.75."),
        ("scores: {so-y-te: {total: no_data}}", "no_data", "expected no_data for total, got 3.25."),
        ("values: {so-y-te: {speed: 13}}", "13", "expected 13 for speed, got 14."),
        ("pages: [dealings]", "[", "expected the pages dealings, got dealings, rating/so-xay-dung, rating/so-y-te."),
        ("bands: {so-y-te: high}", "high", "expected the band high for so-y-te, got low."),
        ("ranks: {so-y-te: 1}", "1", "expected the rank 1 for so-y-te, got 2."),
        ("gates: {so-y-te: [slow]}", "[", "expected slow to limit so-y-te, got no gate."),
        ("moved: {so-y-te: {speed: [clamped]}}", "[", "expected speed of so-y-te to be clamped, it is unchanged."),
        ("problems: [days/so-y-te]", "days", "expected a complaint about days/so-y-te, got none."),
    ],
)
def test_what_differs_is_told_at_its_place(run, expected: str, at: str, what: str) -> None:
    (line,) = told(run(f"{HEAD}      {expected}\n"))

    mend = "Mend the file, or what the example expects."
    assert line == f"tiny.yaml:51:{7 + expected.index(at)}: example Two departments: {what} {mend}"


def test_points_from_outside_the_tree_are_compared(run) -> None:
    extras = "extras: [{id: thanks, title: Khen, on: total, points: '2', at_most: 5}]\n"
    (line,) = told(run(f"{extras}{HEAD}      extras: {{so-y-te: {{thanks: 1.5}}}}\n"))
    assert "expected 1.5 points of thanks for so-y-te, got 2." in line
    assert told(run(f"{extras}{HEAD}      extras: {{so-y-te: {{thanks: 2}}, so-xay-dung: {{thanks: 2}}}}\n")) == []


def test_a_number_holds_to_the_decimals_that_are_written_or_printed(run) -> None:
    for figure, holds in {"3.25": True, "3.249": False, "3.2": False, "3": False}.items():
        failures = run(f"{HEAD}      scores: {{so-y-te: {{total: {figure}}}}}\n").problems
        assert (not failures) is holds, figure
    assert not run(f"{HEAD}      within: 0.1\n      scores: {{so-y-te: {{total: 3.2}}}}\n").problems


def test_an_answer_that_is_refused_must_be_expected(run) -> None:
    refused = """examples:
  - name: More than a year
    answers: {dealt_with: [so-y-te], clear: agrees, days: 366}
    expect:
      pages: [dealings, rating/so-y-te]
"""
    (line,) = told(run(refused))
    assert "example More than a year: the answer to days/so-y-te is refused: The largest number" in line

    assert told(run(refused + "      problems: [days/so-y-te]\n")) == []


def test_an_answer_off_the_path_must_be_meant(run) -> None:
    hidden = """examples:
  - name: Who disagrees is not asked for days
    answers: {dealt_with: [so-y-te], clear: disagrees, days: {so-y-te: 3}}
    expect:
      values: {so-y-te: {guidance: 0, speed: not_asked}}
"""
    (line,) = told(run(hidden))
    assert "days/so-y-te is answered, but the path does not ask it" in line

    meant = hidden + "      unasked: [days/so-y-te]\n"
    assert told(run(meant)) == []
    (asked,) = told(run(meant.replace("disagrees, ", "agrees, ").replace("guidance: 0, speed: not_asked", "speed: 3")))
    assert "expected days/so-y-te not to be asked, but it is" in asked


def test_several_responses_count_as_often_as_they_are_sent(run) -> None:
    studied = run(
        """examples:
  - name: Three of four agree
    responses:
      - {times: 3, answers: {dealt_with: [so-y-te], clear: agrees, days: 2}}
      - {answers: {dealt_with: [so-y-te], clear: disagrees}}
    expect:
      values: {so-y-te: {guidance: 75, speed: 2}}
      scores: {so-xay-dung: {total: no_data}}
"""
    )

    assert told(studied) == []


def test_figures_are_scored_without_answers_and_a_reason_is_kept(run) -> None:
    studied = run(
        """examples:
  - name: Outside figures
    figures:
      so-xay-dung: {guidance: 80, speed: 30}
      so-y-te: {guidance: 60, speed: not_applicable}
    expect:
      scores: {so-xay-dung: {guidance: 10, speed: 5.5}, so-y-te: {guidance: 1, speed: not_applicable, total: 1}}
"""
    )

    assert told(studied) == []


def test_a_gate_that_bites_is_expected_by_its_id(run) -> None:
    studied = run(
        """examples:
  - name: Slow
    figures:
      so-xay-dung: {guidance: 80, speed: 1}
      so-y-te: {guidance: 60, speed: 9}
    expect:
      scores: {so-xay-dung: {total: 5}}
      gates: {so-xay-dung: [slow], so-y-te: []}
"""
    )

    assert told(studied) == []
    assert studied.coverage.marks >= {("gate", "slow", "bites"), ("gate", "slow", "spares")}


def test_what_no_example_touches_is_listed_with_its_place(run) -> None:
    studied = run(HEAD + "      pages: [dealings, rating/so-xay-dung, rating/so-y-te]\n")

    assert {kind: (done, of) for kind, done, of in studied.coverage.counts()} == {
        "conditions": (1, 2),
        "gates": (1, 2),
        "bands": (2, 2),
        "options": (1, 2),
        "nodes": (3, 3),
    }
    assert [str(gap) for gap in studied.gaps()] == [
        "tiny.yaml:29:13: form business › page rating › question clear: no example chooses disagrees.",
        "tiny.yaml:30:62: form business › page rating › question days: `when` is false in no example.",
        "tiny.yaml:43:5: gate slow: no example is limited by it.",
    ]


def test_what_has_to_be_typed_beside_an_option_is_filled_in(tiny, vocabulary: Vocabulary) -> None:
    listed = "    - {id: disagrees, value: 1, "
    offered = tiny(HEAD + "      values: {so-xay-dung: {guidance: 100}, so-y-te: {guidance: 100}}\n", {
        "    - {id: agrees, value: 2, ": "    - {id: agrees, value: 2, detail: {}, ",
        listed: listed + "detail: {}, ",
    })  # fmt: skip

    assert told(study(offered, vocabulary)) == []


def test_what_is_typed_beside_an_option_is_read_in_each_pass(tiny, vocabulary: Vocabulary) -> None:
    detailed = """examples:
  - name: Why not
    answers:
      dealt_with: [so-xay-dung, so-y-te]
      clear: disagrees
      clear.disagrees: {so-xay-dung: Phải hỏi lại, so-y-te: ""}
    expect: {problems: [clear/so-y-te]}
"""
    label = "label: {vi: Không đồng ý, en: Disagree}"
    changed = {label: f"{label}, detail: {{max_length: 20}}"}

    assert told(study(tiny(detailed, changed), vocabulary)) == []
    too_long = detailed.replace("Phải hỏi lại", "Phải hỏi lại nhiều lần mới rõ")
    (line,) = told(study(tiny(too_long, changed), vocabulary))
    assert "the answer to clear/so-xay-dung is refused" in line
