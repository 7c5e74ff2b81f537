"""What texts, lists to choose from and details can do, as somebody meets it who fills in the form."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from engine.framework.missing import Missing
from engine.framework.plurals import plural_form, plural_forms
from engine.questionnaire.answers import Answer, AnswerKey
from engine.wording.ordinals import write_ordinal
from tests.surveys.conftest import serving
from tests.surveys.test_features import check_outline, stored, texts
from tests.web.conftest import Visitor

NAMES = ("words_from_answers", "days_and_texts_compared", "dropdown", "suggestions")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application of these surveys alone."""
    return serving(tmp_path_factory.mktemp("data"), NAMES)


FIRST = {"company": "Công ty <An Bình>", "given_name": "Lan", "visits": "2", "received": "2026-02-27", "sites": "r00000001", "sites.name": "Kho"}


def test_texts_take_the_first_answer_there_is_places_counts_and_days_of_the_week(visit: Visitor) -> None:
    visit.begin("words_from_answers").post(**FIRST)
    said = texts(visit.html)
    assert "Về Công ty &lt;An Bình&gt;" in said  # nobody gave a trading name
    assert "Lan đến lần thứ hai, nhận giấy hẹn Thứ Sáu; 1 cơ sở, Công ty &lt;An Bình&gt; và Lan." in said


def test_in_english_once_and_many_times_are_said_apart(visit: Visitor) -> None:
    visit.begin("words_from_answers").post(**FIRST)
    visit.post(go="lang:en")
    said = texts(visit.html)
    assert "Lan came for the 2nd time, slip of a Friday; 1 site, several visits, Công ty &lt;An Bình&gt; and Lan." in said


def test_the_message_of_a_check_names_what_was_just_answered(served: Flask, visit: Visitor) -> None:
    visit.begin("words_from_answers").post(**FIRST | {"trade_name": "{company}"})
    visit.post(due="2026-03-01")
    assert visit.status == 422
    assert "Ngày hẹn trả là Chủ Nhật; {company} xem lại giấy hẹn." in texts(visit.html)  # what is typed stays as typed
    visit.post(due="2026-03-02")
    assert "Cơ sở thứ nhất: Kho" in texts(visit.html)


def test_all_questions_at_a_glance_say_what_will_stand_there(visit: Visitor) -> None:
    visit.open("/vong/words_from_answers/cau-hoi")
    assert "{" not in texts(visit.html)


def test_limits_that_move_from_an_earlier_day(served: Flask, visit: Visitor) -> None:
    asked = {"received": "2026-01-28", "city": "hue"}
    visit.begin("days_and_texts_compared").post(**asked, due="2026-02-01")
    assert "Ngày sớm nhất có thể nhập là 02/02/2026." in visit.html
    visit.post(**asked, due="2026-03-29")
    assert "Ngày muộn nhất có thể nhập là 28/03/2026." in visit.html
    visit.post(**asked, due="2026-02-07")
    assert "Thứ Bảy là ngày nghỉ. Đúng là ngày hẹn trả?" in texts(visit.html)
    answers = {key.question: answer.value for key, answer in stored(served, visit, "days_and_texts_compared").items()}
    assert answers == {"received": date(2026, 1, 28), "due": date(2026, 2, 7), "city": "hue"}
    check_outline(visit.html)


def test_a_question_is_asked_whatever_the_capitals_of_what_was_typed(visit: Visitor) -> None:
    asked = {"received": "2026-01-28", "due": "2026-02-02"}
    visit.begin("days_and_texts_compared").post(**asked, city="  thành PHỐ  hue\u0302\u0301")
    assert "Ở phường nào?" in visit.html


@pytest.mark.parametrize(
    ("place", "vietnamese", "english"),
    [
        (1, "thứ nhất", "1st"),
        (2, "thứ hai", "2nd"),
        (4, "thứ tư", "4th"),
        (10, "thứ mười", "10th"),
        (11, "thứ 11", "11th"),
        (22, "thứ 22", "22nd"),
        (113, "thứ 113", "113th"),
    ],
)
def test_places_in_words(place: int, vietnamese: str, english: str) -> None:
    assert (write_ordinal(place, "vi"), write_ordinal(place, "en"), write_ordinal(place, "de")) == (vietnamese, english, f"{place}.")


def test_each_language_has_its_own_forms() -> None:
    assert plural_forms("vi") == ("other",)
    assert plural_forms("en") == ("one", "other")
    assert plural_forms("ru") == ("one", "few", "many", "other")
    assert plural_forms("no such language") == ("other",)
    assert [plural_form(number, "en") for number in (0, 1.0, 2, 1.5)] == [1, 0, 1, 1]
    assert [plural_form(number, "ru") for number in (1, 3, 5, 1.5)] == [0, 1, 2, 3]
    assert plural_form(7, "vi") == 0


QUARTER = {"month": "q2", "place": "desk"}


def test_a_drop_down_list_begins_with_a_line_that_chooses_nothing(served: Flask, visit: Visitor) -> None:
    visit.begin("dropdown")
    assert '<option value="">Xin chọn</option>' in visit.html
    assert " selected" not in visit.html
    assert "Quý I – tháng 1 đến tháng 3</option>" in visit.html
    visit.post(month="")
    assert "Xin chọn một câu trả lời." in visit.html
    visit.post(month="q9")
    assert "Lựa chọn này không có trong câu hỏi. Xin chọn lại." in visit.html
    visit.post(month="q2")
    assert stored(served, visit, "dropdown")[AnswerKey("month")] == Answer("q2")
    visit.post(visit.path.replace("second", "first"), month="forgotten")
    assert stored(served, visit, "dropdown")[AnswerKey("month")].missing is Missing.DONT_KNOW


def test_details_are_numbers_lines_of_a_list_or_words(served: Flask, visit: Visitor) -> None:
    given = {"month": "other", "month.other": "2021", "place": "online", "place.online": "national", "costs": ["fee", "travel"]}
    visit.begin("dropdown").post(**given, **{"costs.fee": "1.250,5 nghìn đồng", "costs.travel": ""})
    answers = stored(served, visit, "dropdown")
    assert answers[AnswerKey("month")].details == {"other": "2021"}
    assert answers[AnswerKey("place")].details == {"online": "national"}
    assert answers[AnswerKey("costs")].details == {"fee": "1250.5"}
    assert "Nộp Trực tuyến: Cổng quốc gia, trả Lệ phí: 1.250,5 nghìn đồng và Đi lại" in texts(visit.html)
    visit.open(visit.path.replace("second", "first"))
    assert 'value="1250,5"' in visit.html
    assert '<option value="national" selected>' in visit.html
    check_outline(visit.html)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"month": "other"}, "Xin ghi rõ cho lựa chọn “Năm khác”."),
        ({"month": "other", "month.other": "hai"}, "“hai” không phải là số. Xin chỉ gõ chữ số, ví dụ 12."),
        ({"month": "other", "month.other": "1999"}, "Số nhỏ nhất có thể nhập là 2000."),
        ({"month": "q1", "month.other": "2021"}, "Bạn đã ghi ở “Năm khác” nhưng chưa chọn câu đó."),
        (QUARTER | {"place": "online"}, "Xin ghi rõ cho lựa chọn “Trực tuyến”."),
        (QUARTER | {"place": "online", "place.online": "elsewhere"}, "Mục này không có trong danh sách. Xin chọn lại."),
        (QUARTER | {"place.online": "national"}, "Bạn đã ghi ở “Trực tuyến” nhưng chưa chọn câu đó."),
        (QUARTER | {"costs": "fee", "costs.fee": "1,25"}, "Xin nhập tối đa 1 chữ số thập phân."),
        (QUARTER | {"costs": "travel", "costs.travel": "0"}, "Số nhỏ nhất có thể nhập là 1."),
    ],
)
def test_what_is_wrong_with_a_detail_is_said_beside_it(visit: Visitor, given: dict[str, str], told: str) -> None:
    visit.begin("dropdown").post(**given)
    assert visit.status == 422
    assert told in texts(visit.html)
    check_outline(visit.html)


def test_what_stands_beside_an_option_out_of_sight_is_passed_over(served: Flask, visit: Visitor) -> None:
    visit.begin("dropdown").post(**QUARTER, costs="travel", **{"costs.fee": "rubbish"})
    assert stored(served, visit, "dropdown")[AnswerKey("costs")] == Answer(("travel",))


def test_suggestions_stand_in_the_page_where_they_are_few_and_are_fetched_where_they_are_many(visit: Visitor) -> None:
    visit.begin("suggestions")
    assert '<input type="text" id="f-place" name="place" value="" aria-describedby="hint-place" list="list-f-place">' in visit.html
    assert visit.html.count("<option ") == 3
    assert 'data-suggest-from="/vong/suggestions/tim/paper"' in visit.html
    found = visit.client.get("/vong/suggestions/tim/paper", query_string={"q": "dang ky giay"}).get_json()
    assert found == [["Giấy chứng nhận đăng ký doanh nghiệp", ""]]
    assert len(visit.client.get("/vong/suggestions/tim/paper", query_string={"q": "giay phep"}).get_json()) == 20
    assert visit.client.get("/vong/suggestions/tim/paper").get_json() == []
    assert visit.client.get("/vong/suggestions/tim/remark", query_string={"q": "a"}).get_json() == []


def test_anything_else_may_be_typed(served: Flask, visit: Visitor) -> None:
    visit.begin("suggestions").post(place="Nhà văn hoá thôn", paper="Giấy phép mẫu số 7")
    told = {key.question: answer.value for key, answer in stored(served, visit, "suggestions").items()}
    assert told == {"place": "Nhà văn hoá thôn", "paper": "Giấy phép mẫu số 7", "remark": None}
