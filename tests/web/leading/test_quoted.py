"""What was released of comments stands on the unit's scorecard, as a page and as a PDF's document, in safe words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from engine.jobs.printing import Printer, report_html
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.moderating import comments_now
from engine.store.nouns import Decided, Decision
from tests.web.conftest import SURVEY, Visitor

ASKED = """          - {id: word, type: text, required: false, text: {vi: "Góp ý cho {unit}", en: "A word to {unit}"}}
      - id: last
"""
SAID = '<script>alert("1")</script> & Ông B'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "mini.yaml").write_text(SURVEY.replace("      - id: last\n", ASKED), "utf-8")
    return tmp_path


def test_it_stands_on_the_page_and_in_the_document(app: Flask, data: Path, visitor: Visitor) -> None:
    house = app.extensions["thuocdo"]
    for number in range(10):
        response = house.store.start_response("thu", "business")
        given = {AnswerKey("dealt_with"): Answer(("do-luong",)), AnswerKey("clear", "do-luong"): Answer("yes")}
        given |= {AnswerKey("word", "do-luong"): Answer(SAID)} if number == 0 else {}
        house.store.save_answers(response.id, 0, given, "")
        house.store.send(response.id, 1, date(2026, 5, 20), ())
    page = "/vong/thu/don-vi/do-luong"
    assert "Ý kiến được trích" not in visitor.open(page).html
    round_ = house.store.round("thu")
    (comment,) = comments_now(house.store, house.offered_for(round_), round_)
    house.store.decide("thu", Decided(comment.mark, Decision.BLANKED, "lan", "tên người", SAID.replace("Ông B", "[…]")))
    safe = "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; […]"
    assert f"<blockquote>{safe}</blockquote><figcaption>Góp ý cho Huyện Đô Lương</figcaption>" in visitor.open(page).html
    assert "A word to Do Luong district" in visitor.open("/ngon-ngu/en").open(page).html
    assert "rp-quote" not in visitor.open("/vong/thu/don-vi/so-xay-dung").html
    found = Printer(data).explained("thu")
    html = report_html(found.table, found.about, "unit:do-luong", "vi", found.chain, None, found.quotes)
    assert safe in html
    assert "<blockquote>" not in report_html(found.table, found.about, "unit:so-xay-dung", "vi", found.chain, None, found.quotes)
