"""One draft in two places: neither loses anything, the second is told, and a choice is asked only where both differ."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House
from tests.web.answering.test_files_sent import PDF, links, upload
from tests.web.answering.test_files_sent import post as post_files
from tests.web.conftest import Visitor

FEATURES = Path(__file__).parents[2] / "surveys" / "features"
RATING = "/vong/thu/trang/rating/so-xay-dung"
TOLD = "Phiếu này đang mở ở hơn một cửa sổ hoặc thiết bị."


def twin(visitor: Visitor) -> Visitor:
    """The same draft on another device, showing the same page."""
    return Visitor(visitor.client, visitor.html, visitor.path)


@pytest.fixture
def two(visitor: Visitor) -> tuple[Visitor, Visitor]:
    """Both on the page about one department."""
    visitor.begin().post(dealt_with="so-xay-dung")
    return visitor, twin(visitor)


def serve(tmp_path: Path, feature: str) -> Visitor:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / f"{feature}.yaml").write_bytes((FEATURES / f"{feature}.yaml").read_bytes())
    app = create_app(tmp_path)
    house: House = app.extensions["thuocdo"]
    file = house.catalog.offered[feature].file
    house.store.create_round(Round("r", feature, "R", RoundState.OPEN, True, None, None, file.text, file.sha256))
    return Visitor(app.test_client()).begin("r")


def test_what_differs_is_shown_beside_each_other_and_neither_is_overwritten(two: tuple[Visitor, Visitor]) -> None:
    first, second = two
    first.post(clear="yes", days="3")
    second.post(clear="no", days="4")
    assert second.status == 409
    for words in ("3 ngày", "4 ngày", "Đồng ý", "Không đồng ý"):
        assert words in second.html
    assert 'value="3"' in first.open(RATING).html


def test_either_may_be_kept(two: tuple[Visitor, Visitor]) -> None:
    first, second = two
    first.post(clear="yes", days="3")
    second.post(clear="yes", days="4")
    assert 'value="3"' in second.open(RATING).html
    second = twin(first.open(RATING))
    first.post(clear="yes", days="5")
    second.post(clear="yes", days="6").post(clear="yes", days="6", go="next")
    assert 'value="6"' in second.open(RATING).html


def test_the_language_changes_without_choosing_either(two: tuple[Visitor, Visitor]) -> None:
    first, second = two
    first.post(clear="yes", days="3")
    second.post(clear="no", days="4")
    assert 'form="both" name="go" value="both:en"' in second.html
    second.post(clear="no", days="4", go="both:en")
    assert second.status == 409
    for words in ("Two different answers", "3 days", "4 days"):
        assert words in second.html
    assert 'value="3"' in first.open(RATING).html
    assert second.post(clear="no", days="4", go="both:xx").status == 404


def test_only_what_differs_is_asked_and_the_rest_is_saved_at_once(two: tuple[Visitor, Visitor]) -> None:
    first, second = two
    first.post(clear="yes", days="", go="back")
    second.post(clear="no", days="4")
    assert second.status == 409
    assert "ngày?" not in re.sub(r"<textarea.*?</textarea>", "", second.html, flags=re.S).split("<main")[1]
    first.open(RATING)
    assert 'value="4"' in first.html
    assert 'value="yes" checked' in first.html


def test_different_questions_of_one_page_are_both_kept_and_the_second_is_told(two: tuple[Visitor, Visitor]) -> None:
    first, second = two
    first.post(clear="yes", days="", go="back")
    second.post(days="4")  # its radio buttons were never touched
    assert second.status == 422  # the page is not complete as it was posted
    second.open(RATING)
    assert TOLD in second.html
    assert 'value="4"' in second.html
    assert 'value="yes" checked' in second.html
    assert TOLD not in second.open(RATING).html  # once


def test_different_pages_are_both_kept_without_a_question(two: tuple[Visitor, Visitor]) -> None:
    first, second = two
    second.open("/vong/thu/trang/last")
    first.post(clear="yes", days="3")
    second.post(trouble="no", remark="Tốt")
    assert second.path == "/vong/thu/kiem-tra"
    assert TOLD in second.html
    for words in ("3 ngày", "Tốt"):
        assert words in second.html


def test_the_same_answers_from_both_are_no_difference(two: tuple[Visitor, Visitor]) -> None:
    first, second = two
    first.post(clear="yes", days="3")
    second.post(clear="yes", days="3")
    assert second.status == 200
    assert TOLD not in second.html


def test_sending_while_the_other_edits_is_asked_again(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="3").post(trouble="no", remark="")
    assert visitor.path == "/vong/thu/kiem-tra"
    other = twin(visitor).open(RATING).post(clear="yes", days="9")
    visitor.post()
    assert visitor.status == 409
    assert "Phiếu vừa được thay đổi ở nơi khác." in visitor.html
    assert "9 ngày" in visitor.html
    assert visitor.post().path == "/vong/thu/cam-on"
    assert other.status == 200


def test_a_page_that_comes_after_the_other_has_sent_is_told_and_changes_nothing(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="3").post(trouble="no", remark="")
    late = twin(visitor).open(RATING)
    assert "không được tính" not in visitor.post().html
    late.post(clear="no", days="9")
    assert late.path == "/vong/thu/cam-on?sau=1"
    assert "không được tính" in late.html
    assert "3 ngày" in late.open("/vong/thu/da-gui").html


def test_sending_twice_is_not_told_as_late(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="3").post(trouble="no", remark="")
    again = twin(visitor)
    reference = re.search(r'class="reference">(\w+)<', visitor.post().html)
    again.post()
    assert "không được tính" not in again.html
    assert reference
    assert reference[1] in again.html


def test_rows_added_on_both_are_all_there(tmp_path: Path) -> None:
    visitor = serve(tmp_path, "repeating_rows")
    name = re.search(r'name="(\w+)\.name"', visitor.html)
    assert name
    rows = name[1]
    other = twin(visitor.open(visitor.path))
    visitor.post(**{rows: ["raaaaaaaa"], f"{rows}.name": ["Xưởng A"], f"{rows}.add": "1"})
    other.post(**{rows: ["rbbbbbbbb"], f"{rows}.name": ["Xưởng B"], f"{rows}.add": "1"})
    assert other.status == 200
    assert "Xưởng A" in other.html
    assert "Xưởng B" in other.html


def test_rows_of_one_name_added_on_both_are_shown(tmp_path: Path) -> None:
    visitor = serve(tmp_path, "repeating_rows")
    rows = re.search(r'name="(\w+)\.name"', visitor.html)[1]
    other = twin(visitor)
    visitor.post(**{rows: ["raaaaaaaa"], f"{rows}.name": ["Xưởng A"], f"{rows}.add": "1"})
    other.post(**{rows: ["rbbbbbbbb"], f"{rows}.name": ["xưởng a"], f"{rows}.add": "1"})
    assert other.status == 409


def test_files_sent_on_both_are_all_there(tmp_path: Path) -> None:
    visitor = serve(tmp_path, "evidence")
    other = twin(visitor)
    post_files(visitor, report__new=upload(PDF, "a.pdf"), report__add="1")
    post_files(other, report__new=upload(PDF + b" other", "b.pdf"), report__add="1")
    page = visitor.open(visitor.path.split("#")[0]).html
    assert "a.pdf" in page
    assert "b.pdf" in page
    assert len(links(visitor)) == 2
    for link in links(visitor):
        assert visitor.client.get(link).status_code == 200


def test_a_page_saved_by_its_script_overwrites_nothing_either(two: tuple[Visitor, Visitor]) -> None:
    first, second = two
    first.post(clear="yes", days="3")
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', second.html))
    body = {**fields, "clear": "no", "days": "3", "go": "leave"}
    reply = second.client.post(RATING, data=body, headers={"X-Thuocdo": "1"})
    assert reply.get_json() == {"differs": True, "whole": False}
    assert 'value="yes" checked' in first.open(RATING).html


def test_a_page_saved_by_its_script_goes_on_from_there(two: tuple[Visitor, Visitor], app: Flask) -> None:
    page, _ = two
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.html))
    body = {**fields, "clear": "no", "days": "ba", "go": "leave"}
    for _again in range(2):  # the same bytes again tell the same
        told = page.client.post(RATING, data=body, headers={"X-Thuocdo": "1"}).get_json()
        assert (told["version"], told["whole"], told["differs"]) == (int(fields["version"]) + 1, False, False)
    page.post(version=told["version"], attempt=told["attempt"], clear="yes", days="3")
    assert page.title.startswith("Góp ý")


def test_a_script_is_told_where_to_go_and_never_gets_the_page_itself(two: tuple[Visitor, Visitor]) -> None:
    page, _ = two
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.html))
    right = page.client.post(RATING, data={**fields, "clear": "no", "days": "3"}, headers={"X-Thuocdo": "1"})
    assert right.get_json() == {"go": "/vong/thu/trang/last"}
    wrong = page.client.post(RATING, data={**fields, "attempt": "x", "days": "ba"}, headers={"X-Thuocdo": "1"})
    assert wrong.get_json() == {"again": True}
