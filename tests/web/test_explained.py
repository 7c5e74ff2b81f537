"""Every number on a page of results leads to what it is made of; only where results may be seen."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from engine.scoring.chain import Chain
from engine.store.nouns import RoundState
from engine.web.house import House
from tests.web.conftest import Visitor
from tests.web.test_results import publish

PAGES = ("giai-thich/total", "giai-thich/clarity", "nang-diem")


def links(html: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'<a href="([^"]+)"', html)]


@pytest.mark.parametrize("state", list(RoundState))
def test_only_who_may_see_results_may_see_what_they_are_made_of(
    app: Flask, visitor: Visitor, state: RoundState
) -> None:
    house: House = app.extensions["thuocdo"]
    visitor.finish("that")
    publish(app, "that") if state is RoundState.PUBLISHED else house.store.set_round_state("that", state)
    status = {RoundState.PUBLISHED: 200, RoundState.DRAFT: 404, RoundState.WITHDRAWN: 410}.get(state, 403)
    for path in PAGES:
        assert visitor.open(f"/vong/that/don-vi/so-xay-dung/{path}").status == status
        assert ("Sở Xây dựng" in visitor.html) is (status == 200)


def test_a_published_round_is_explained_from_its_run_and_not_from_what_came_after(app: Flask, visitor: Visitor) -> None:
    visitor.finish("that")
    publish(app, "that")
    before = [visitor.open(f"/vong/that/don-vi/so-xay-dung/{path}").html for path in PAGES]
    house: House = app.extensions["thuocdo"]
    house.store.set_round_state("that", RoundState.OPEN)
    Visitor(app.test_client()).finish("that")
    house.store.set_round_state("that", RoundState.PUBLISHED)
    assert [visitor.open(f"/vong/that/don-vi/so-xay-dung/{path}").html for path in PAGES] == before


def test_from_the_ranking_every_score_leads_down_to_its_question(app: Flask, visitor: Visitor) -> None:
    for _ in range(6):  # what fewer respondents tell is kept back
        Visitor(app.test_client()).finish()
    visitor.open("/vong/thu/ket-qua")
    (total,) = {href for href in links(visitor.html) if href.endswith("so-xay-dung/giai-thich/total")}
    visitor.open(total)
    assert visitor.status == 200
    (part,) = {href for href in links(visitor.html) if href.endswith("giai-thich/clarity")}
    visitor.open(part)
    assert "Hướng dẫn dễ hiểu" in visitor.html
    assert re.search(r"mini\.yaml:\d+", visitor.html)
    assert any(href.endswith("giai-thich/total") for href in links(visitor.html))  # and back up


def test_every_link_of_the_pages_leads_somewhere(visitor: Visitor) -> None:
    visitor.finish()
    for path in ("don-vi/so-xay-dung", *(f"don-vi/so-xay-dung/{page}" for page in PAGES)):
        for href in set(links(visitor.open(f"/vong/thu/{path}").html)):
            if href.startswith("/vong/") and not href.endswith(".pdf"):
                assert visitor.open(href).status == 200, href


def test_one_answer_is_kept_back_on_every_page(visitor: Visitor) -> None:
    visitor.finish()
    for path in PAGES:
        visitor.open(f"/vong/thu/don-vi/so-xay-dung/{path}")
        assert "giữ kín để bảo vệ người trả lời" in visitor.html
        assert "100,00" not in visitor.html
    assert "Không nêu được, vì sẽ làm lộ số liệu" in visitor.html  # the last one: what would lift the score


def test_an_unknown_node_or_unit_has_no_page(visitor: Visitor) -> None:
    visitor.finish()
    assert visitor.open("/vong/thu/don-vi/so-xay-dung/giai-thich/khac").status == 404
    assert "không có mục nào" in visitor.html
    assert visitor.open("/vong/thu/don-vi/khac/giai-thich/total").status == 404
    assert visitor.open("/vong/thu/don-vi/khac/nang-diem").status == 404


def test_pages_need_no_script_and_have_one_heading(visitor: Visitor) -> None:
    visitor.finish()
    for path in PAGES:
        visitor.open(f"/vong/thu/don-vi/so-xay-dung/{path}")
        assert visitor.html.count("<h1") == 1
        assert "<form" not in visitor.html


def test_the_chain_behind_the_scores_is_kept_until_another_response_is_sent(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.rounds import results

    made: list[Chain] = []
    chain_of = results.chain_of
    monkeypatch.setattr(results, "chain_of", lambda *given: made.append(chain_of(*given)) or made[-1])
    visitor.finish()
    for path in PAGES:
        visitor.open(f"/vong/thu/don-vi/so-xay-dung/{path}")
    assert len(made) == 1
