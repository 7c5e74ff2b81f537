"""Next year's edition as a short file: matched by id, each mistake told in the file in which it stands."""

from pathlib import Path
from random import Random

import pytest

from engine.builtin import plugin
from engine.framework.models import Framework
from engine.framework.reader import Read, read_framework, read_text
from engine.framework.vocabulary import Vocabulary

TINY = (Path(__file__).parents[1] / "surveys" / "tiny.yaml").read_text("utf-8")
VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
HEAD = "thuocdo: 1\nextends: tiny.yaml\nid: next\n"


@pytest.fixture(autouse=True)
def _beside_its_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TINY, "utf-8")


def read(changes: str, head: str = HEAD) -> Read:
    Path("next.yaml").write_text(head + changes, "utf-8")
    return read_framework(Path("next.yaml"), VOCABULARY)


def sound(changes: str) -> Framework:
    result = read(changes)
    assert [str(problem) for problem in result.problems] == []
    assert result.framework is not None
    return result.framework


def told(changes: str, head: str = HEAD) -> list[str]:
    result = read(changes, head)
    assert result.framework is None
    return [str(problem) for problem in result.problems]


def ids(things: object) -> list[str]:
    return [thing.id for thing in things]


def test_what_is_not_said_stays_as_in_the_base() -> None:
    base = read_text(TINY, "tiny.yaml", VOCABULARY).framework
    assert base is not None

    framework = sound('edition: "2023"\n')

    assert framework == base.model_copy(update={"id": "next", "edition": "2023"})


def test_a_thing_is_changed_wherever_it_stands() -> None:
    framework = sound(
        "questions: [{id: days, max: 90}]\n"
        "pages: [{id: rating, title: {vi: Chấm điểm, en: Marks}}]\n"
        "nodes: [{id: speed, weight: 3}, {id: total, aggregate: geometric}]\n"
        "scales: {agree: [{id: agrees, value: 5}]}\n"
        "units: {groups: {b: Nhóm B}, list: [{id: so-xay-dung, group: b}]}\n"
        "bands: [{id: high, from: 7}]\n"
        "gates: [{id: slow, cap: 4}]\n"
    )

    assert (framework.question["days"].settings.min, framework.question["days"].settings.max) == (0, 90)
    assert framework.form["business"].pages[1].title.within("en") == "Marks"
    assert (framework.nodes["speed"].weight, framework.index.aggregate.rule) == (3, "geometric")
    assert [option.value for option in framework.scales["agree"]] == [5, 1]
    assert (framework.unit["so-xay-dung"].group, sorted(framework.units.groups)) == ("b", ["a", "b"])
    assert (framework.bands[1].start, framework.gates[0].settings["at"]) == (7, 4)


def test_signs_of_careless_answers_are_joined_with_those_of_the_base() -> None:
    odd = "    - {id: odd, when: clear == 'agrees' and days > 300}\n"
    quality = f"quality:\n  speed: {{seconds_per_answer: 1}}\n  contradictions:\n{odd}"
    Path("tiny.yaml").write_text(TINY.replace("index:\n", f"{quality}index:\n", 1), "utf-8")
    added = "{id: slow, when: clear == 'agrees' and days > 200}"

    found = sound(f"quality: {{duplicates: {{}}, contradictions: [{{id: odd, title: Lạ}}, {added}]}}\n").quality

    assert found is not None
    assert list(found.flags) == ["speed", "duplicates", "odd", "slow"]
    assert found.contradictions[0].when == "clear == 'agrees' and days > 300"
    assert str(found.contradictions[0].title) == "Lạ"


def test_a_change_may_be_written_below_its_parents() -> None:
    framework = sound(
        "forms: [{id: business, pages: [{id: rating, questions: [{id: days, max: 30}]}]}]\n"
        "index: {children: [{id: guidance, weight: 2}]}\n"
    )

    assert framework.question["days"].settings.max == 30
    assert [node.weight for node in framework.index.children] == [2, 1]


def test_new_things_stand_at_the_end_or_where_they_say() -> None:
    framework = sound(
        "questions: [{id: hours, type: number, text: Giờ?, before: days}]\n"
        "forms: [{id: business, pages: [{id: rating, questions: [{id: more, type: text, text: Thêm?}]}]}]\n"
        "nodes: [{id: promptness, title: Nhanh, from: hours, measure: mean, after: guidance}]\n"
        "scales: {agree: [{id: dont_know, missing: dont_know, label: Không biết}]}\n"
        "units: {list: [{id: so-moi, title: Sở Mới, before: so-xay-dung}]}\n"
        "gates: [{id: unclear, when: guidance < 2, on: total, cap: 6, reason: Không rõ}]\n"
    )

    assert ids(framework.form["business"].pages[1].questions) == ["clear", "hours", "days", "more"]
    assert ids(framework.index.children) == ["guidance", "promptness", "speed"]
    assert ids(framework.scales["agree"]) == ["agrees", "disagrees", "dont_know"]
    assert ids(framework.units.list) == ["so-moi", "so-xay-dung"]
    assert ids(framework.gates) == ["slow", "unclear"]


def test_things_move_with_after_and_before() -> None:
    framework = sound("questions: [{id: days, when: null, after: dealt_with}]\nnodes: [{id: speed, before: guidance}]\n")

    assert [ids(page.questions) for page in framework.form["business"].pages] == [["dealt_with", "days"], ["clear"]]
    assert framework.question["days"].when is None
    assert ids(framework.index.children) == ["speed", "guidance"]


def test_a_new_dimension_takes_in_indicators_of_the_base() -> None:
    framework = sound(
        "index: {children: [{id: service, title: Phục vụ, children: [{id: guidance, weight: 2}, {id: speed}]}]}\n"
    )

    assert [(node.id, node.weight) for node in framework.index.walk()] == [
        ("total", 1),
        ("service", 1),
        ("guidance", 2),
        ("speed", 1),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        "questions: [{id: days, remove: true}]\nnodes: [{id: speed, remove: true}]\ngates: [{id: slow, remove: true}]\n",
        "remove: [days, speed, slow]\n",
        "forms: [{id: business, remove: [days]}]\nindex: {remove: [speed]}\nremove: [slow]\n",
    ],
    ids=["one by one", "in a list", "below their parents"],
)
def test_things_are_taken_out(changes: str) -> None:
    framework = sound(changes)

    assert list(framework.question) == ["dealt_with", "clear"]
    assert (ids(framework.index.children), framework.gates) == (["guidance"], ())


def test_options_scales_and_groups_are_taken_out() -> None:
    framework = sound(
        "questions: [{id: clear, scale: null, options: [{id: agrees, label: Có, value: 1}, {id: nope, label: Không}]}]\n"
        "units: {remove: [a], list: [{id: so-xay-dung, group: null}]}\n"
        "remove: [agree]\n"
    )

    assert (framework.scales, framework.units.groups) == ({}, {})
    assert ids(framework.options_of(framework.question["clear"])) == ["agrees", "nope"]


def test_a_key_set_to_nothing_returns_to_its_default() -> None:
    assert sound("index: {normalise: null}\nbands: null\n").index.normalise is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            "questions: [{id: dayz, max: 90}]\n",
            "next.yaml:4:18: question dayz: there is no question `dayz` in tiny.yaml to change. Did you mean `days`?",
        ),
        (
            "nodes:\n  - {id: spede, weight: 2}\n",
            "next.yaml:5:10: node spede: there is no node `spede` in tiny.yaml to change. Did you mean `speed`?",
        ),
        (
            "gates: [{id: fast, cap: 2}]\n",
            "next.yaml:4:14: gate fast: there is no gate `fast` in tiny.yaml to change. A new one needs `on`, `reason`, `when`.",
        ),
        (
            "scales: {agree: [{id: agreed, remove: true}]}\n",
            "next.yaml:4:23: scale agree › option agreed: there is no option `agreed` in tiny.yaml to change. "
            "Did you mean `agrees`?",
        ),
        (
            "remove: [dayz]\n",
            "next.yaml:4:10: there is no `dayz` here to take out. Did you mean `days`?",
        ),
        (
            "remove: [[days]]\n",
            "next.yaml:4:10: `remove` must be true, or a list of ids. Write `remove: [id]`.",
        ),
        (
            "questions: [{id: days, remove: no_more}]\n",
            "next.yaml:4:32: question days: `remove` must be true, or a list of ids. Write `remove: true`.",
        ),
        (
            "remove: true\n",
            "next.yaml:4:9: `remove` at the top must be a list of ids. Write `remove: [id]`.",
        ),
        (
            "questions: {id: days, max: 9}\n",
            "next.yaml:4:12: `questions` must be a list. Begin each entry with `- id: …`.",
        ),
        (
            "questions: [{max: 9}]\n",
            "next.yaml:4:13: question no. 1: a question to change has no `id`. Add the `id` of a question in tiny.yaml.",
        ),
        (
            "questions: [{id: days, after: cleer}]\n",
            "next.yaml:4:31: question days: there is no question `cleer` to stand after. Did you mean `clear`?",
        ),
        (
            "questions: [{id: hours, type: number, text: Giờ?}]\n",
            "next.yaml:4:18: question hours: nothing says where the new question `hours` belongs. "
            "Add `after: …` or `before: …`, or write it below its parent.",
        ),
        (
            "forms: [{id: business, pages: [{id: dealings, questions: [{id: days, max: 9}]}]}]\n",
            "next.yaml:4:64: form business › page dealings › question days: the question `days` of tiny.yaml does not stand "
            "here. Add `after: …` or `before: …` to move it here, or change it where it is in a list `questions:` at the top.",
        ),
        (
            "questions:\n  - {id: days, max: 9}\n  - {id: days, min: 1}\n",
            "next.yaml:6:10: question days: the question `days` is changed twice, first in line 5. Join the two.",
        ),
        (
            "nodes: [{id: total, remove: true}]\n",
            "next.yaml:4:29: node total: the root of the index cannot be taken out. Change it under `index:`.",
        ),
        (
            "nodes: [{id: total, after: speed}]\n",
            "next.yaml:4:14: node total: the root of the index cannot be moved. Change it under `index:`.",
        ),
        (
            "index:\n  children:\n    - {id: top, title: Trên, children: [{id: guidance}, {id: top2, title: Hai, children: [{id: speed}]}]}\n"
            "nodes: [{id: top, after: speed}]\n",
            "next.yaml:7:14: node top: the node `top` is changed twice, first in line 6. Join the two.",
        ),
        (
            "questions: [{id: days, requird: false}]\n",
            "next.yaml:4:24: form business › page rating › question days: `requird` is not known here. "
            "Did you mean `required`?",
        ),
        (
            "questions: [{id: days, min: 400}]\n",
            "next.yaml:4:29: form business › page rating › question days: min (400) is above max (365). Exchange the two.",
        ),
        (
            "bands: [{id: low, from: 6}]\n",
            "tiny.yaml:40:22: band high: the band begins at 6 like the one before it, so one of them is never reached. "
            "Change one of the two.",
        ),
        (
            "nodes: [{id: days, title: Số ngày, from: clear, after: speed}]\n",
            "next.yaml:4:14: index › node days: the id `days` is already that of the question in line 29 of tiny.yaml. "
            "Choose another id.",
        ),
    ],
    ids=lambda given: given.splitlines()[0][:40] if "tiny" not in given else "",
)
def test_a_mistake_is_told_where_it_stands(changes: str, message: str) -> None:
    assert message in told(changes)


def test_a_reference_that_lost_its_thing_is_told_in_the_base() -> None:
    assert told("remove: [clear]\n") == [
        "tiny.yaml:29:63: form business › page rating › question days: the question `clear` is not known. "
        "Known: `dealt_with`.",
        "tiny.yaml:36:66: index › node guidance: the question `clear` is not known. "
        "Known: `dealt_with`, `days`, `outside`, `evidence_share`.",
    ]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (
            "thuocdo: 1\nid: next\nextends: tinny.yaml\n",
            "next.yaml:3:10: there is no file `tinny.yaml` to extend. Did you mean `tiny.yaml`?",
        ),
        (
            "thuocdo: 1\nid: next\nextends: tinny\n",
            "next.yaml:3:10: there is no framework `tinny` to extend. Did you mean `tiny`?",
        ),
        (
            "thuocdo: 1\nid: next\nextends: /etc/base.yaml\n",
            "next.yaml:3:10: `/etc/base.yaml` is not relative to this file. Write it as in `../base.yaml`.",
        ),
        (
            "thuocdo: 1\nid: next\nextends: [tiny.yaml]\n",
            "next.yaml:3:10: `extends` must name one file or framework. Write `extends: base.yaml`.",
        ),
        (
            "thuocdo: 1\nid: next\nextends: next.yaml\n",
            "next.yaml:3:10: the files extend one another in a circle: next.yaml → next.yaml. Let one of them stand alone.",
        ),
        (
            "thuocdo: 1\nid: tiny\nextends: tiny.yaml\n",
            "next.yaml:2:5: `tiny` is the id of tiny.yaml too. Give this edition an id of its own.",
        ),
        ("thuocdo: 1\nextends: tiny.yaml\n", "next.yaml:1:1: `id` is missing. Add `id: …`, not the base's."),
        ("id: next\nextends: tiny.yaml\n", "next.yaml:1:1: `thuocdo` is missing. Begin the file with `thuocdo: 1`."),
    ],
)
def test_a_base_that_cannot_be_used_is_told(head: str, message: str) -> None:
    assert told("", head) == [message]


def test_a_circle_is_told_where_it_closes() -> None:
    Path("tiny.yaml").write_text("thuocdo: 1\nid: tiny\nextends: next.yaml\n", "utf-8")

    assert told("") == [
        "tiny.yaml:3:10: the files extend one another in a circle: next.yaml → tiny.yaml → next.yaml. "
        "Let one of them stand alone."
    ]


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("title: [a\n", "tiny.yaml:2:1: the list that begins in line 1 is not closed."),
        ("", "next.yaml:2:10: tiny.yaml holds no framework. Name a file that does."),
        (TINY.replace("max: 365", "max: 0365"), 'question days: 0365 can be read as a number or as a text. Put it in quotes: "0365".'),
        (TINY.replace("status: example", "status: exampel"), "tiny.yaml:5:9: `status`: `exampel` is not allowed. Did you mean `example`?"),
    ],
    ids=["not YAML", "empty", "ambiguous", "wrong word"],
)
def test_a_broken_base_is_told_in_the_base(base: str, message: str) -> None:
    Path("tiny.yaml").write_text(base, "utf-8")

    assert any(message in line for line in told(""))


def test_a_base_in_another_encoding_is_told() -> None:
    Path("tiny.yaml").write_bytes("title: é".encode("latin-1"))

    assert told("") == ["tiny.yaml:1:8: the file is not in UTF-8. Save it with the encoding UTF-8."]


def test_editions_follow_one_another() -> None:
    read('edition: "2023"\nquestions: [{id: days, max: 90}]\n')
    Path("after.yaml").write_text(
        'thuocdo: 1\nid: after\nextends: next.yaml\nedition: "2024"\nquestions: [{id: days, min: 1000}]\n', "utf-8"
    )

    result = read_framework(Path("after.yaml"), VOCABULARY)

    assert [str(problem) for problem in result.problems] == [
        "after.yaml:5:29: form business › page rating › question days: min (1000) is above max (90). Exchange the two."
    ]
    assert result.file.bases == (Path("next.yaml"), Path("tiny.yaml"))
    broken = result.problem_at("days", "was 365.", "")
    assert broken.location.file == "tiny.yaml"


def test_a_base_may_be_named_by_its_id(tmp_path: Path) -> None:
    elsewhere = tmp_path / "plugin" / "base.yaml"
    elsewhere.parent.mkdir()
    elsewhere.write_text(TINY.replace("id: tiny", "id: of_a_plugin"), "utf-8")
    known = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules(), {"of_a_plugin": elsewhere})
    Path("next.yaml").write_text("thuocdo: 1\nid: next\nextends: of_a_plugin\n", "utf-8")

    result = read_framework(Path("next.yaml"), known)

    assert result.framework is not None
    assert result.file.bases == (elsewhere,)


def test_what_a_round_pins_needs_no_other_file() -> None:
    result = read('edition: "2023"\nnodes: [{id: speed, note: "a\\tb: \\u2028 # c 🌊"}]\n')
    Path("tiny.yaml").unlink()

    again = read_text(result.file.text, "pinned.yaml", VOCABULARY)

    assert result.framework is not None
    assert again.framework == result.framework
    assert again.file.sha256 == result.file.sha256


def test_a_change_of_the_base_is_a_change_of_the_file() -> None:
    first = read("").file
    Path("tiny.yaml").write_text(TINY.replace("max: 365", "max: 366"), "utf-8")
    changed = read("").file
    Path("tiny.yaml").write_text(TINY, "utf-8")

    assert (changed.sha256 == first.sha256, changed.text == first.text) == (False, False)
    assert read("").file == first


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_written_is_answered_with_a_framework_or_problems(seed: int) -> None:
    random = Random(seed)
    names = ["clear", "days", "total", "speed", "guidance", "rating", "agree", "agrees", "a", "so-xay-dung", "new"]
    keys = ["id", "after", "before", "remove", "children", "questions", "pages", "options", "list", "title", "when", "max"]

    def part(depth: int) -> str:
        kind = random.choice(["word", "list", "keys", "keys"] if depth else ["word"])
        if kind == "word":
            return random.choice([*names, "true", "null", "1", "[]", "{}"])
        if kind == "list":
            return f"[{', '.join(part(depth - 1) for _ in range(random.randint(1, 3)))}]"
        chosen = random.sample(keys, random.randint(1, 4))
        return f"{{{', '.join(f'{key}: {part(depth - 1)}' for key in chosen)}}}"

    tops = ["questions", "pages", "nodes", "forms", "index", "units", "scales", "gates", "bands", "remove", "title"]
    changes = "".join(f"{top}: {part(4)}\n" for top in random.sample(tops, 4))

    result = read(changes)

    assert result.framework is not None or result.problems
