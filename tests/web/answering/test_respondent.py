"""A respondent's way through the form, without a browser's help."""

from __future__ import annotations

import pytest

from tests.web.conftest import Visitor


def test_home_lists_open_rounds_and_labels_the_demo(visitor: Visitor) -> None:
    visitor.open("/")
    assert visitor.status == 200
    assert "DEMO" in visitor.html
    assert "Đợt that" in visitor.html
    assert "Đợt nhap" not in visitor.html
    assert "Đợt dong" not in visitor.html


def test_landing_says_who_asks_how_long_and_that_data_is_synthetic(visitor: Visitor) -> None:
    visitor.open("/vong/thu")
    for words in ("khoảng 5 phút", "Viết cho kiểm thử", "Ví dụ minh họa", "Dữ liệu giả lập"):
        assert words in visitor.html


def test_whole_journey_in_vietnamese(visitor: Visitor) -> None:
    visitor.begin()
    assert visitor.title.startswith("Nơi đã làm việc")
    assert '<p class="progress">Trang 1</p>' in visitor.html  # how many follow depends on the units
    visitor.post(dealt_with=["so-xay-dung", "do-luong"])
    assert "Sở Xây dựng" in visitor.title
    assert "Trang 2/4" in visitor.html
    visitor.post(clear="yes", days="3,5")
    assert "Huyện Đô Lương" in visitor.title
    visitor.post(clear="dont_know", days="5")
    assert visitor.title.startswith("Góp ý")
    visitor.post(trouble="no", remark="Cảm ơn")
    assert visitor.path == "/vong/thu/kiem-tra"
    assert "3,5 ngày" in visitor.html
    assert "Không biết" in visitor.html
    visitor.post()
    assert visitor.path == "/vong/thu/cam-on"
    assert 'class="reference"' in visitor.html


def test_whole_journey_in_english(visitor: Visitor) -> None:
    visitor.open("/ngon-ngu/en")
    visitor.begin().post(dealt_with="so-xay-dung")
    assert '<html lang="en">' in visitor.html
    assert "Department of Construction" in visitor.html
    visitor.post(clear="yes", days="3.5").post(trouble="no", remark="").post()
    assert visitor.path == "/vong/thu/cam-on"
    assert "Thank you" in visitor.html


@pytest.mark.parametrize(
    ("language", "titles"),
    [("vi", ["Huyện Đô Lương", "Sở Xây dựng"]), ("en", ["Department of Construction", "Do Luong district"])],
)
def test_chosen_units_are_listed_in_the_order_of_the_pages_language(
    visitor: Visitor, language: str, titles: list[str]
) -> None:
    visitor.open(f"/ngon-ngu/{language}").begin().post(dealt_with=["so-xay-dung", "do-luong"])
    visitor.post(clear="yes", days="3").post(clear="yes", days="3").post(trouble="no", remark="")
    assert visitor.path == "/vong/thu/kiem-tra"
    first, second = map(visitor.html.index, titles)  # the chosen stand before the pages about each
    assert first < second


def test_sending_again_shows_the_same_receipt(visitor: Visitor) -> None:
    receipt = visitor.finish().html
    assert visitor.open("/vong/thu/kiem-tra").html == receipt
    assert visitor.open("/vong/thu/trang/last").html == receipt


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Xin chọn một câu trả lời."),
        ({"clear": "perhaps", "days": "3"}, "Lựa chọn này không có trong câu hỏi"),
        ({"clear": ["yes", "no"], "days": "3"}, "chỉ nhận một câu trả lời"),
        ({"clear": "yes", "days": "ba"}, "không phải là số"),
        ({"clear": "yes", "days": "٣"}, "không phải là số"),
        ({"clear": "yes", "days": "1.234"}, "có thể hiểu là"),
        ({"clear": "yes", "days": "400"}, "lớn nhất"),
        ({"clear": "yes", "days": "9" * 20_000}, "quá dài"),
        ({"clear": "yes", "days": "3", "admin": "1"}, "admin"),
    ],
)
def test_bad_posts_get_422_with_a_summary_and_keep_what_was_typed(visitor: Visitor, fields: dict, says: str) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(**fields)
    assert visitor.status == 422
    assert visitor.title.startswith("Lỗi:")
    assert 'id="mistakes"' in visitor.html
    assert says in visitor.html
    if "days" in fields and len(fields["days"]) < 100:
        assert f'value="{fields["days"]}"' in visitor.html


def test_summary_links_to_the_field_that_is_wrong(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="ba")
    assert 'href="#f-days"' in visitor.html
    assert 'id="f-days"' in visitor.html
    assert 'aria-describedby="suffix-f-days wrong-f-days" aria-invalid="true"' in visitor.html


def test_valid_answers_are_saved_beside_a_wrong_one(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="ba")
    visitor.open("/vong/thu/trang/rating/so-xay-dung")
    assert 'value="yes" checked' in visitor.html


def test_going_back_and_changing_the_language_save_too(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="ba", go="lang:en")
    assert visitor.status == 200
    assert "Your view of Department of Construction" in visitor.html
    assert 'value="ba"' in visitor.html
    visitor.post(clear="no", days="", go="back")
    assert visitor.title.startswith("Where you went")
    visitor.open("/vong/thu/trang/rating/so-xay-dung")
    assert 'value="no" checked' in visitor.html


def test_a_question_that_an_answer_opens_is_asked_before_going_on(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="1").post(trouble="yes", remark="")
    assert visitor.status == 200
    assert "Khó khăn gì?" in visitor.html
    visitor.post(trouble="yes", which="Chờ lâu", remark="")
    assert visitor.path == "/vong/thu/kiem-tra"
    assert "Chờ lâu" in visitor.html


def test_changing_an_answer_comes_straight_back_to_the_last_look(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="1").post(trouble="no", remark="")
    visitor.open("/vong/thu/trang/rating/so-xay-dung?tu=kiem-tra").post(clear="no", days="2")
    assert visitor.path == "/vong/thu/kiem-tra"
    assert "2 ngày" in visitor.html


def test_a_unit_added_at_the_last_look_is_asked_about_first(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="1").post(trouble="no", remark="")
    visitor.open("/vong/thu/trang/dealings?tu=kiem-tra").post(dealt_with=["so-xay-dung", "do-luong"])
    assert "Huyện Đô Lương" in visitor.title
    visitor.post(clear="no", days="2")
    assert visitor.path == "/vong/thu/kiem-tra"


def test_sending_an_incomplete_form_names_what_is_open(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").open("/vong/thu/kiem-tra").post()
    assert visitor.status == 422
    assert "Câu này chưa có trả lời: Hướng dẫn dễ hiểu" in visitor.html


def test_two_windows_never_overwrite_silently(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung")
    old = visitor.html
    visitor.post(clear="yes", days="3")
    visitor.html, visitor.path = old, "/vong/thu/trang/rating/so-xay-dung"
    visitor.post(clear="no", days="4")
    assert visitor.status == 409
    assert "3 ngày" in visitor.html
    assert "4 ngày" in visitor.html
    visitor.post(path="/vong/thu/trang/rating/so-xay-dung", clear="no", days="4")
    assert visitor.open("/vong/thu/trang/rating/so-xay-dung").html.count('value="no" checked') == 1


def test_the_same_post_again_changes_nothing(visitor: Visitor) -> None:
    visitor.begin()
    page, path = visitor.html, visitor.path
    visitor.post(dealt_with="so-xay-dung")
    visitor.html = page
    visitor.post(path=path, dealt_with="so-xay-dung")
    assert visitor.status == 200
    assert "Sở Xây dựng" in visitor.title


def test_a_lost_token_keeps_what_was_typed(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="ba", csrf_token="x")
    assert visitor.status == 400
    assert 'value="ba"' in visitor.html
    assert "Những gì bạn nhập vẫn còn đây" in visitor.html


def test_a_round_that_is_not_open_takes_no_answers(visitor: Visitor) -> None:
    assert "không nhận trả lời" in visitor.open("/vong/dong").html
    visitor.open("/vong/thu").post(path="/vong/dong")
    assert visitor.status == 409


def test_an_oversized_body_is_refused_in_a_sentence(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="x" * 1_100_000)
    assert visitor.status == 413
    assert "quá lớn" in visitor.html


@pytest.mark.parametrize(
    "path",
    ["/vong/khong-co", "/vong/nhap", "/vong/thu/trang/khong-co", "/vong/thu/trang/rating/so-xay-dung", "/khong-co",
     "/vong/thu/don-vi/khong-co", "/ngon-ngu/xx", "/vong/khong-co/ket-qua.pdf"],
)
def test_what_is_not_there_is_said_in_vietnamese(visitor: Visitor, path: str) -> None:
    visitor.begin().open(path)
    assert visitor.status == 404
    assert "Không tìm thấy trang" in visitor.html
