"""Comments: apart from all else a respondent said, in an order that tells nothing, told only once somebody kept them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from engine.catalog import build_catalog
from engine.cli.main import main
from engine.plugins import make_plugin_manager, surveys_folders
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.comments import Comment, blanked, comments_of, decision, quotable
from engine.snapshots import Filled
from engine.store.nouns import Decision
from engine.store.sqlite import SqliteStore

FEATURES = Path(__file__).parents[1] / "surveys" / "features"
CATALOG = build_catalog(make_plugin_manager([*surveys_folders(), FEATURES]))
NAME = "other_please_specify"
OFFERED = CATALOG.offered[NAME]
COMMENT = Comment("m1", "remark", "", "so-y-te", "Anh Nam ở Sở làm chậm. Anh Nam hẹn mãi.")


def found(*responses: tuple[str, Filled], name: str = NAME) -> list[Comment]:
    offered = CATALOG.offered[name]
    return comments_of(offered.framework, offered.vocabulary, responses, {})


def answered(**details: str) -> Filled:
    answers = {
        AnswerKey("kind"): Answer("other", details={"other": details["kind"]}),
        AnswerKey("ways"): Answer(("online", "other"), details={"other": details["ways"]}),
    }
    return Filled("business", "", answers)


def test_every_text_stands_alone() -> None:
    told = found(("a", answered(kind="Phá sản", ways="Nhờ")), ("b", answered(kind="Khác", ways="Gọi")))
    assert [(each.question, each.option, each.text) for each in told] in (
        [("kind", "other", x), ("kind", "other", y), ("ways", "other", v), ("ways", "other", w)]
        for x, y in (("Phá sản", "Khác"), ("Khác", "Phá sản"))
        for v, w in (("Nhờ", "Gọi"), ("Gọi", "Nhờ"))
    )
    assert len({each.mark for each in told}) == 4
    assert not any(hasattr(each, name) for each in told for name in ("response", "under", "answers"))


def test_the_order_does_not_follow_the_respondents() -> None:
    """Of forty respondents the places under two questions go together no more often than by chance."""
    told = found(*((f"{n:032x}", answered(kind=str(n), ways=str(n))) for n in range(40)))
    by_question = {name: [each.text for each in told if each.question == name] for name in ("kind", "ways")}
    assert sorted(by_question["kind"]) == sorted(by_question["ways"])
    assert sum(a == b for a, b in zip(by_question["kind"], by_question["ways"], strict=True)) < 6


def test_what_was_taken_back_is_no_comment() -> None:
    """The condition of the further question is no longer met: whoever wrote there has changed the answer since."""
    name = "ddci_nghe_an_2022"
    filled = Filled(
        "business", "", {AnswerKey("suggestions"): Answer("Nhanh hơn"), AnswerKey("departments"): Answer(())}
    )
    assert [each.text for each in found(("a", filled), name=name)] == ["Nhanh hơn"]
    off = Filled("business", "", {AnswerKey("kind"): Answer("debt", details={}), AnswerKey("gone"): Answer("x")})
    assert found(("a", off)) == []


def test_what_is_picked_from_a_list_is_no_comment() -> None:
    offered = CATALOG.offered["lookup"]
    (question,) = offered.framework.forms[0].question
    picked = Filled(offered.framework.forms[0].id, "", {AnswerKey(question): Answer("0111")})
    assert found(("a", picked), name="lookup") == []


def test_a_part_is_blanked_wherever_it_stands() -> None:
    assert blanked(COMMENT, ["Anh Nam"]) == "[…] ở Sở làm chậm. […] hẹn mãi."
    for parts, why in (
        ([], "Say which part"),
        (["anh nam"], "“anh nam” does not stand in the comment m1"),
        ([COMMENT.text], "Nothing would be left of the comment m1: hide it."),
    ):
        with pytest.raises(ThuocDoError, match=why):
            blanked(COMMENT, parts)


@pytest.mark.parametrize(
    ("what", "by", "reason", "why"),
    [
        (Decision.KEPT, " ", "", "Say who decides."),
        (Decision.HIDDEN, "Hoa", " ", "Say why the comment m1 is hidden."),
        (Decision.BLANKED, "Hoa", "", "Say why the comment m1 is blanked."),
    ],
)
def test_a_decision_says_who_and_why(what: Decision, by: str, reason: str, why: str) -> None:
    with pytest.raises(ThuocDoError, match=why):
        decision(COMMENT, what, by, reason, ["Anh Nam"])


def test_only_what_was_kept_may_be_told() -> None:
    def decided(what: Decision) -> Comment:
        done = decision(COMMENT, what, "Hoa", "names a person", ["Anh Nam"])
        return Comment("m1", "remark", "", "so-y-te", COMMENT.text, done)

    all_ = [COMMENT, *map(decided, Decision)]
    assert [each.told for each in quotable(all_, "so-y-te")] == [COMMENT.text, "[…] ở Sở làm chậm. […] hẹn mãi."]
    assert quotable(all_, "so-xay-dung") == []


def test_comments_are_moderated_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    main(["round", "create", "r", "--framework", "ddci_nghe_an_2022"])
    main(["round", "open", "r"])
    store = SqliteStore.open(tmp_path / "data")
    for text in ("Anh Nam chậm", "=1+1", "Tốt"):
        response = store.start_response("r", "business")
        saved = store.save_answers(response.id, 0, {AnswerKey("suggestions"): Answer(text)}, "")
        store.send(response.id, saved.version, date(2026, 5, 2), ())
    draft = store.start_response("r", "business")
    store.save_answers(draft.id, 0, {AnswerKey("suggestions"): Answer("chưa gửi")}, "")
    ids = [row[0] for row in store.database.connection.execute("SELECT id FROM responses")]
    store.close()
    capsys.readouterr()

    def told(*more: str) -> dict[str, dict[str, str]]:
        assert main(["comments", "r", "--json", *more]) == 0
        return {row["text"]: row for row in json.loads(capsys.readouterr().out)}

    before = told()
    assert before.keys() == {"Anh Nam chậm", "=1+1", "Tốt"}
    assert not any(each in json.dumps(before) for each in ids)
    nam, good = before["Anh Nam chậm"]["mark"], before["Tốt"]["mark"]
    assert main(["comments", "r", "--keep", good, "--by", "Hoa"]) == 0
    assert (
        main(["comments", "r", "--blank", nam, "--part", "Anh Nam", "--reason", "names a person", "--by", "Hoa"]) == 0
    )
    assert main(["comments", "r", "--hide", nam]) == 1
    assert main(["comments", "r", "--keep", "nothing", "--by", "Hoa"]) == 1
    capsys.readouterr()
    after = told()
    assert {text: (row["state"], row["told"]) for text, row in after.items()} == {
        "Anh Nam chậm": ("blanked", "[…] chậm"), "=1+1": ("waiting", ""), "Tốt": ("kept", "Tốt"),
    }  # fmt: skip
    assert told("--state", "waiting").keys() == {"=1+1"}
    assert main(["comments", "r", "--hide", good, "--reason", "not useful", "--by", "Hoa"]) == 0  # decided anew
    capsys.readouterr()
    assert told("--state", "hidden").keys() == {"Tốt"}
