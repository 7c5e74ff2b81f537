"""Comments that were released are quoted beside a unit's scores, unless they come out of a small cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from engine.catalog import Catalog, Offered, build_catalog
from engine.jobs.printing import content_key
from engine.plugins import make_plugin_manager
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.moderating import comments_now
from engine.rounds.quotes import MOST, Quotes, all_quotes
from engine.store.invited import MERGED
from engine.store.nouns import Decided, Decision, Round, RoundState
from engine.store.sqlite import SqliteStore
from tests.web.conftest import SURVEY

ASKED = """          - {id: word, type: text, required: false, text: {vi: "Góp ý cho {unit} sau {days} ngày", en: "A word to {unit}"}}
      - id: last
"""


@dataclass
class Desk:
    store: SqliteStore
    offered: Offered
    round_: Round

    def say(self, times: int, text: str, stratum: str = "", unit: str = "do-luong") -> None:
        for _ in range(times):
            response = self.store.start_response("r", "business")
            given = {
                AnswerKey("dealt_with"): Answer((unit,)), AnswerKey("clear", unit): Answer("yes"),
                AnswerKey("word", unit): Answer(text), AnswerKey("remark"): Answer(f"Chung: {text}"),
            }  # fmt: skip
            self.store.save_answers(response.id, 0, given, "")
            self.store.send(response.id, 1, date(2026, 5, 20), (), stratum=stratum)

    def decide(self, what: Decision, words: str = "", when: Callable[[str], bool] = lambda _: True) -> None:
        for each in comments_now(self.store, self.offered, self.round_):
            if when(each.text):
                self.store.decide("r", Decided(each.mark, what, "lan", "", words))

    def quotes(self) -> dict[str, Quotes]:
        return dict(all_quotes(self.store, self.offered, self.round_))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "mini.yaml").write_text(SURVEY.replace("      - id: last\n", ASKED), "utf-8")
    catalog: Catalog = build_catalog(make_plugin_manager([tmp_path]))
    offered = catalog.offered["mini"]
    store = SqliteStore.open(tmp_path / "data")
    made = Round("r", "mini", "R", RoundState.OPEN, False, None, None, offered.file.text, offered.file.sha256)
    store.create_round(made)
    return Desk(store, offered, made)


def test_only_what_was_released_is_quoted_with_its_question(desk: Desk) -> None:
    desk.say(10, "Chờ lâu")
    desk.say(1, "Ông Bê nhận tiền")
    desk.say(1, "Giấu đi")
    assert desk.quotes() == {}
    desk.decide(Decision.BLANKED, "[…] nhận tiền", lambda text: text.startswith("Ông Bê"))
    desk.decide(Decision.HIDDEN, "", lambda text: text == "Giấu đi")
    (quotes,) = desk.quotes().values()
    assert [each.text for each in quotes.told] == ["[…] nhận tiền"]
    assert quotes.told[0].question.root == {"vi": "Góp ý cho Huyện Đô Lương sau … ngày", "en": "A word to Do Luong district"}
    assert quotes.more == 0


def test_a_small_cell_is_never_quoted_whatever_was_decided(desk: Desk) -> None:
    desk.say(9, "Chờ lâu")
    desk.decide(Decision.KEPT)
    assert desk.quotes() == {}
    desk.say(1, "Nhanh")
    desk.decide(Decision.KEPT)
    assert len(desk.quotes()["do-luong"].told) == 10


def test_a_stratum_with_few_about_the_unit_is_not_quoted_though_the_others_are(desk: Desk) -> None:
    desk.say(12, "lớn", "large")
    desk.say(9, "nhỏ", "small")
    desk.say(3, "nhỏ", "small", unit="so-xay-dung")  # twelve in the stratum, but nine about the district
    desk.decide(Decision.KEPT)
    assert {each.text for each in desk.quotes()["do-luong"].told} == {"lớn"}
    assert set(desk.quotes()) == {"do-luong"}


def test_strata_that_are_merged_count_as_one(desk: Desk) -> None:
    desk.say(6, "a", "one")
    desk.say(6, "b", "two")  # both have fewer than ten, so both are told as merged
    assert {each.stratum for _, each in desk.store.sent_under_marks("r")} == {MERGED}
    desk.decide(Decision.KEPT)
    assert len(desk.quotes()["do-luong"].told) == 12


def test_what_is_about_no_unit_stands_on_no_scorecard_and_not_all_of_very_many(desk: Desk) -> None:
    desk.say(MOST + 5, "Chờ lâu")
    desk.decide(Decision.KEPT)
    quotes = desk.quotes()["do-luong"]
    assert (len(quotes.told), quotes.more) == (MOST, 5)
    assert not any("Chung" in each.text for each in quotes.told)


def test_a_pdf_is_made_anew_when_something_else_is_released(desk: Desk) -> None:
    desk.say(10, "Chờ lâu")
    before = content_key(desk.store, desk.round_)
    desk.decide(Decision.HIDDEN)
    assert content_key(desk.store, desk.round_) == before
    desk.decide(Decision.KEPT)
    kept = content_key(desk.store, desk.round_)
    desk.decide(Decision.BLANKED, "Chờ […]")
    assert len({before, kept, content_key(desk.store, desk.round_)}) == 3
