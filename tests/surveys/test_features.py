"""A tiny survey a feature: each is served, can be answered without script, and reads well to a screen reader."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from flask import Flask

from engine.framework.missing import Missing
from engine.questionnaire.answers import Answer, AnswerKey
from engine.web.house import House
from tests.surveys.conftest import FEATURES, serving
from tests.web.conftest import Visitor

NAMES = sorted(path.stem for path in FEATURES.glob("*.yaml"))


class Outline(HTMLParser):
    """The elements of a page, with the attributes of each and the fieldset it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return serving(tmp_path_factory.mktemp("data"), NAMES)


def stored(served: Flask, visitor: Visitor, round_id: str) -> dict[AnswerKey, Answer]:
    with visitor.client.session_transaction() as session:
        response = served.extensions["thuocdo"].store.response(session["responses"][round_id])
    return dict(response.answers)


def texts(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def task(visitor: Visitor, title: str) -> tuple[str, str]:
    """The status and the address of a line of the task list."""
    found = re.search(rf'<li class="task task-(\w+)">\s*(?:<a href="([^"]*)"[^>]*>|<span>){re.escape(title)}<', visitor.html)
    assert found, title
    return found[1], found[2] or ""


def check_outline(html: str) -> None:
    page = Outline(html)
    ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    labelled = {attributes.get("for") for attributes in page.all("label")}
    visible = [x for x in page.all("input", "select", "textarea") if x.get("type") != "hidden"]
    assert [x for x in visible if x.get("id") not in labelled and "aria-label" not in x] == []
    assert len(page.all("fieldset")) == len(page.all("legend"))
    described = {each for _, x in page.elements for each in x.get("aria-describedby", "").split()}
    targets = {x["href"][1:] for x in page.all("a") if x.get("href", "").startswith("#")}
    assert (described | targets) - set(ids) == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_first_page_is_sound_also_with_every_mistake_on_it(name: str, visit: Visitor) -> None:
    visit.begin(name)
    assert visit.status == 200
    check_outline(visit.html)
    if visit.path.endswith("/muc"):
        visit.open(task(visit, "Về doanh nghiệp")[1])
    if "<section class=" not in visit.html:
        visit.post()  # past a page to read
    asked = [x["name"] for x in Outline(visit.html).all("input", "select", "textarea") if x.get("type") != "hidden"]

    visit.post(**dict.fromkeys(asked, "?!" * 3000))

    assert visit.status == 422
    assert visit.title.startswith("Lỗi: ")
    check_outline(visit.html)


def test_numbers_of_every_kind(served: Flask, visit: Visitor) -> None:
    visit.begin("number_kinds")
    visit.post(area="12,5 m²", staff="10 người", revenue="1.500.000.000 đồng", fee="", growth="33,3%", founded="2010")
    answers = {key.question: answer.value for key, answer in stored(served, visit, "number_kinds").items()}
    assert answers == {"area": 12.5, "staff": 10, "revenue": 1.5e9, "fee": None, "growth": 33.3, "founded": 2010}
    assert "1.500.000.000 đồng" in visit.html
    assert "33,3%" in visit.html
    assert ">2010<" in visit.html


def test_texts_by_pattern_keep_what_counts(served: Flask, visit: Visitor) -> None:
    visit.begin("text_patterns")
    visit.post(tax="2900 123 457", phone="0912.345.678", letter="665/KH-UBND", mail="ten@congty.vn", plate="37A-1")
    assert "chi nhánh thêm dấu gạch" in visit.html
    assert "Gõ biển số liền nhau, ví dụ 37A12345." in visit.html
    answers = {key.question: answer.value for key, answer in stored(served, visit, "text_patterns").items()}
    assert answers == {"phone": "0912345678", "letter": "665/KH-UBND", "mail": "ten@congty.vn"}


def test_months_spans_and_durations(served: Flask, visit: Visitor) -> None:
    visit.begin("dates").post(began="11/2026", **{"span.start": "1/2/2026", "span.end": "2026-03-01", "planned.weeks": "2", "planned.days": "3", "age.years": "1", "age.months": "14"})
    assert "01/02/2026 – 01/03/2026" in visit.html
    assert "2 tuần 3 ngày" in visit.html
    assert "2 năm 2 tháng" in visit.html
    assert stored(served, visit, "dates")[AnswerKey("planned")].value == 17


def test_places_are_given_once_each(served: Flask, visit: Visitor) -> None:
    visit.begin("ranking")
    places = {"all_of_them.speed": "2", "all_of_them.cost": "1", "all_of_them.clarity": "4", "all_of_them.manner": "4"}
    visit.post(**places)
    assert "Thứ tự 4 đã dùng cho lựa chọn khác." in visit.html
    visit.post(**places | {"all_of_them.manner": "3", "best_two.cost": "1", "best_two.speed": "2"})
    assert stored(served, visit, "ranking")[AnswerKey("all_of_them")].value == ("cost", "speed", "manner", "clarity")
    assert "1. Ít tốn kém hơn" in visit.html


def test_without_consent_nobody_goes_on(visit: Visitor) -> None:
    visit.begin("consent").post()
    assert "Xin đánh dấu vào ô này để tiếp tục." in visit.html
    visit.post(agreed="yes")
    assert "Sau khi đồng ý" in visit.title


def test_rows_are_added_renamed_and_removed_and_pages_follow_them(served: Flask, visit: Visitor) -> None:
    def fresh() -> str:
        return re.findall(r'name="systems" value="(r\w{8})"', visit.html)[-1]

    visit.begin("repeating_rows")
    first = fresh()
    visit.post(systems=[first], **{"systems.name": ["Cổng dịch vụ công"], "systems.add": "1"})
    assert visit.status == 200
    second = fresh()
    assert second != first
    visit.post(systems=[first, second], **{"systems.name": ["Cổng dịch vụ", "Quản lý văn bản"], "systems.add": "1"})
    third = fresh()
    twice = ["Cổng dịch vụ", "Quản lý văn bản", "cổng dịch vụ"]
    visit.post(systems=[first, second, third], **{"systems.name": twice})
    assert "Tên “cổng dịch vụ” đã có trong danh sách." in visit.html
    visit.post(systems=[first, second, third], **{"systems.name": [*twice[:2], "Kế toán"], "systems.remove": second})
    answer = stored(served, visit, "repeating_rows")[AnswerKey("systems")]
    assert (answer.value, answer.details) == ((first, third), {first: "Cổng dịch vụ", third: "Kế toán"})
    visit.post(systems=[first, third], **{"systems.name": ["Cổng dịch vụ", "Kế toán"]})
    assert "Cổng dịch vụ có bao nhiêu người dùng?" in visit.html
    visit.post(users="1200")
    assert "Kế toán có bao nhiêu người dùng?" in visit.html
    visit.post(users="34")
    assert "1.234 người" in visit.html


def test_rows_of_one_name_are_taken_once_somebody_says_that_they_differ(served: Flask, visit: Visitor) -> None:
    visit.begin("same_names")
    people = {"members": ["r00000001", "r00000002"], "members.name": ["An", "an"]}
    pets = {"pets": ["r00000003", "r00000004"], "pets.name": ["Mèo", "Mèo"]}
    visit.post(**people, **pets)
    assert visit.status == 422
    assert "Tên “an” có hơn một lần trong danh sách." in visit.html
    assert 'href="#f-members-same"' in visit.html
    assert 'name="pets.same"' not in visit.html
    (confirm,) = re.findall(r'name="members.same" value="([^"]*)"', visit.html)
    assert " checked" not in visit.html
    visit.post(**people, **pets, **{"members.same": confirm})
    assert visit.path.endswith("/trang/ages")
    assert visit.html.count("bao nhiêu tuổi?") == 2
    visit.post(**{"r00000001:age": "40", "r00000002:age": "8"})
    answers = stored(served, visit, "same_names")
    assert [answers[AnswerKey("age", row)].value for row in people["members"]] == [40, 8]
    visit.open("/vong/same_names/trang/people")
    assert " checked" in visit.html
    more = {"members": [*people["members"], *(f"r0000000{n}" for n in (5, 6))], "members.name": ["An", "an", "Ba", "Ba"]}
    visit.post(**more, **pets, **{"members.same": confirm})
    assert visit.status == 422
    assert 'value="an|Ba" aria' in visit.html


def test_a_box_may_be_ticked_instead_of_an_answer(served: Flask, visit: Visitor) -> None:
    visit.begin("instead_of_an_answer")
    given = {"filed": "2026-05-01", "office": "Xã", "on_time.done": "1", "on_time.due": "2"}
    visit.post(**given, days="3", **{"days.instead": "dont_know"})
    assert visit.status == 422
    assert "Xin hoặc trả lời, hoặc chỉ đánh dấu một ô bên dưới." in visit.html
    assert 'href="#f-days-instead"' in visit.html
    assert AnswerKey("days") not in stored(served, visit, "instead_of_an_answer")
    visit.post(**given, days="", **{"days.instead": ["dont_know", "not_applicable"]})
    assert visit.status == 422
    visit.post(**given, days="", **{"days.instead": "refused"})  # none of its boxes
    assert visit.status == 422
    visit.post(**given, days=" ", **{"days.instead": "not_applicable"})
    assert visit.path.endswith("/kiem-tra")
    assert "Chưa có kết quả" in visit.html
    answers = stored(served, visit, "instead_of_an_answer")
    assert answers[AnswerKey("days")] == Answer(None, Missing.NOT_APPLICABLE)
    visit.open("/vong/instead_of_an_answer/trang/procedure")
    assert re.search(r'name="days.instead" value="not_applicable" checked', visit.html)
    visit.post(**given, days="40", slow="Chờ").post()
    assert visit.path.endswith("/cam-on")
    assert stored(served, visit, "instead_of_an_answer")[AnswerKey("days")].value == 40


def lists(**names: str) -> dict[str, list[str]]:
    """Lists of names as they are posted, each name with a row of its own."""
    rows = (f"r{number:08}" for number in range(100))
    given = {name: names.get(name, "").split() for name in ("built", "rented", "teams", "sections")}
    return {
        **{name: [next(rows) for _ in called] for name, called in given.items()},
        **{f"{name}.name": called for name, called in given.items()},
    }


def test_rows_of_one_name_in_two_lists_are_refused_where_the_lists_are_joined(served: Flask, visit: Visitor) -> None:
    visit.begin("same_names_in_lists")
    visit.post(**lists(built="Mail Web", rented="web"))
    visit.post()
    assert visit.status == 422
    assert visit.html.count("Tên “web” có trong nhiều danh sách. Xin quay lại và đặt tên khác ở một danh sách.") == 2
    assert 'href="#f-systems-same"' in visit.html
    assert 'id="f-systems-same"' in visit.html
    assert 'name="systems.same"' not in visit.html
    visit.post(**{"systems.same": "web"})
    assert visit.status == 422
    for row in range(3):
        visit.open(f"/vong/same_names_in_lists/trang/each/r0000000{row}").post(users="4")
    visit.open("/vong/same_names_in_lists/kiem-tra").post()
    assert visit.status == 422
    assert "Tên “web” có trong nhiều danh sách." in visit.html
    visit.open("/vong/same_names_in_lists/trang/lists").post(**lists(built="Mail Web", rented="Shop"))
    assert visit.post().path.endswith("/trang/each/r00000000")
    assert visit.open("/vong/same_names_in_lists/kiem-tra").post().path.endswith("/cam-on")


def test_rows_of_one_name_in_two_lists_are_taken_once_somebody_says_that_they_differ(
    served: Flask, visit: Visitor
) -> None:
    visit.begin("same_names_in_lists").post(**lists(built="Mail", teams="Mail An Ba", sections="an Ba Ba"))
    assert visit.status == 422  # within one list
    visit.post(**lists(built="Mail", teams="Mail An Ba", sections="an Ba"))
    visit.post()
    assert "Tên “an” có trong nhiều danh sách. Nếu là những mục khác nhau" in visit.html
    visit.post(**{"parts.same": "an"})
    assert visit.status == 422
    visit.post(**{"parts.same": "an|Ba"})
    assert visit.path.endswith("/trang/each/r00000000")
    visit.post(users="4").post()
    assert visit.path.endswith("/cam-on")
    assert stored(served, visit, "same_names_in_lists")[AnswerKey("parts")].details == {"same": "an|Ba"}


def test_a_confirmation_holds_only_for_the_names_that_were_confirmed(served: Flask, visit: Visitor) -> None:
    visit.begin("same_names_in_lists").post(**lists(built="Mail", teams="An", sections="An"))
    visit.post(**{"parts.same": "An"})
    visit.open("/vong/same_names_in_lists/trang/lists").post(**lists(built="Mail", teams="An Ba", sections="An Ba"))

    visit.open("/vong/same_names_in_lists/trang/each/r00000000").post(users="4")
    visit.open("/vong/same_names_in_lists/kiem-tra").post()

    assert visit.status == 422
    assert 'value="An|Ba"' in visit.html
    assert visit.post(**{"parts.same": "An|Ba"}).path.endswith("/cam-on")


def test_rows_of_one_name_that_nobody_confirmed_are_not_sent(served: Flask, visit: Visitor) -> None:
    visit.begin("same_names")
    people = {"members": ["r00000001", "r00000002"], "members.name": ["An", "an"]}
    visit.post(**people)
    assert visit.status == 422
    visit.open("/vong/same_names/trang/people")
    assert " checked" not in visit.html  # kept, and not confirmed
    visit.open("/vong/same_names/trang/ages")
    visit.post(**{"r00000001:age": "40", "r00000002:age": "8"})
    assert visit.path.endswith("/kiem-tra")
    assert "Tên “an” có hơn một lần trong danh sách." in visit.html
    visit.post()
    assert visit.status == 422
    (confirm,) = re.findall(r'name="members.same" value="([^"]*)"', visit.html)
    visit.post(**{"members.same": confirm})
    assert visit.path.endswith("/da-nhan") or "biên nhận" in visit.html.lower()
    kept = stored(served, visit, "same_names")[AnswerKey("members")]
    assert kept.value == ("r00000001", "r00000002")
    assert kept.details["same"] == confirm


def test_several_units_are_answered_about_on_one_page(served: Flask, visit: Visitor) -> None:
    visit.begin("on_one_page")
    row = re.findall(r'name="systems" value="(r\w{8})"', visit.html)[-1]
    visit.post(dealt_with=["so-y-te", "so-xay-dung"], systems=[row], **{"systems.name": "Một cửa"})
    assert visit.path.endswith("/trang/waiting")
    assert re.findall(r'<h2 id="pass-[^"]*">([^<]*)', visit.html) == ["Sở Y tế", "Sở Xây dựng"]
    assert "Sở Xây dựng trả lời sau mấy ngày?" in visit.html
    visit.post(**{"so-y-te:days": "3", "so-y-te:polite": "yes", "so-xay-dung:days": "x"})
    assert visit.status == 422
    assert 'href="#f-so-xay-dung:days"' in visit.html
    assert "so-y-te:days" not in "".join(re.findall(r'href="#f-([^"]*)"', visit.html))
    visit.post(**{"so-y-te:days": "3", "so-y-te:polite": "yes", "so-xay-dung:days": "40", "so-xay-dung:polite": ""})
    assert 'name="so-xay-dung:reason"' in visit.html
    assert 'name="so-y-te:reason"' not in visit.html
    slow = {"so-xay-dung:days": "400", "so-xay-dung:reason": "Thiếu hồ sơ", "so-xay-dung:polite": "no"}
    visit.post(**{"so-y-te:days": "3", "so-y-te:polite": "yes"}, **slow)
    assert visit.html.count("Hơn ba tháng có đúng không?") >= 1
    confirm = re.findall(r'name="so-xay-dung:check.long" value="(\w+)"', visit.html)
    assert len(confirm) == 1
    visit.post(**{"so-y-te:days": "3", "so-xay-dung:check.long": confirm[0]}, **slow)
    assert "Một cửa có bao nhiêu người dùng?" in visit.html
    visit.post(go="back")
    assert visit.path.endswith("/trang/waiting")
    visit.post(**{"so-y-te:days": "3", "so-xay-dung:check.long": confirm[0], "go": "clear:so-xay-dung:polite"}, **slow)
    visit.post(**{"so-y-te:days": "3", "so-xay-dung:days": "20"})
    visit.post(**{f"{row}:users": "12"})
    assert "23 ngày" in visit.html
    assert "/trang/waiting?tu=trang/last#f-so-xay-dung:days" in visit.html
    answers = {(key.question, key.item): answer.value for key, answer in stored(served, visit, "on_one_page").items()}
    assert answers["days", "so-y-te"] == 3
    assert answers["days", "so-xay-dung"] == 20
    assert answers["users", row] == 12
    assert answers["polite", "so-xay-dung"] is None


def test_what_is_asked_once_and_for_each_stands_on_one_page(served: Flask, visit: Visitor) -> None:
    visit.begin("one_page_in_parts")
    assert re.findall(r"<h[12][^>]*>([^<]*)</h[12]>", visit.html)[0] == "Các hệ thống thông tin"
    assert re.findall(r'<h2 class="part">([^<]*)', visit.html) == ["Tất cả"]
    first, second = "r00000001", "r00000002"
    systems = {"systems": [first, second], "systems.name": ["Một cửa", "Kế toán"]}
    visit.post(**systems, shared="yes", in_all="20")
    assert (visit.status, visit.path) == (200, "/vong/one_page_in_parts/trang/list")  # parts that came with the answers
    assert re.findall(r'<h2 class="part">([^<]*)', visit.html) == ["Về từng hệ thống", "Về máy chủ dùng chung", "Tất cả"]
    assert re.findall(r'<h3 id="pass-each-r[^"]*">([^<]*)', visit.html) == ["Một cửa", "Kế toán"]
    assert "<strong>trong cơ quan</strong>" in visit.html
    visit.post(**systems, shared="yes", in_all="5", room="", **{f"{first}:users": "0", f"{second}:users": "12"})
    assert f'name="{first}:reason"' in visit.html
    assert f'name="{second}:reason"' not in visit.html
    assert visit.status == 422
    users = {f"{first}:users": "0", f"{first}:reason": "Mới mua", f"{second}:users": "12"}
    visit.post(**systems, shared="yes", in_all="5", room="Tầng 2", **users)
    assert visit.status == 422
    assert "Tổng số ít hơn cộng từng hệ thống." in visit.html
    visit.post(**systems, shared="no", in_all="12", room="", **users)  # what the answer above hides is not asked for
    assert visit.path.endswith("/trang/last")
    answers = stored(served, visit, "one_page_in_parts")
    assert [answers[AnswerKey("users", row)].value for row in (first, second)] == [0, 12]
    assert answers[AnswerKey("room")].value == "Tầng 2"
    visit.post(go="back")
    assert visit.path.endswith("/trang/list")
    visit.open("/vong/one_page_in_parts/trang/whole")  # any part's address shows the whole page
    assert 'action="/vong/one_page_in_parts/trang/list"' in visit.html
    visit.post(remark="")
    visit.open("/vong/one_page_in_parts/kiem-tra")
    assert "Về máy chủ dùng chung" not in visit.html


def test_a_part_that_takes_a_row_away_keeps_the_page(served: Flask, visit: Visitor) -> None:
    visit.begin("one_page_in_parts")
    first, second = "r00000001", "r00000002"
    systems = {"systems": [first, second], "systems.name": ["Một cửa", "Kế toán"]}
    visit.post(**systems, shared="no", in_all="20")
    visit.post(**systems, shared="no", in_all="20", **{"systems.remove": second, f"{first}:users": "7"})
    assert "Kế toán có bao nhiêu" not in visit.html
    assert 'value="7"' in visit.html
    visit.post(systems=[first], **{"systems.name": "Một cửa", f"{first}:users": "7"}, shared="no", in_all="20")
    assert visit.path.endswith("/trang/last")


def test_rows_of_several_lists_are_one_list_and_offered_as_options(served: Flask, visit: Visitor) -> None:
    visit.begin("joined_lists")
    assert visit.html.count('name="main.name"') == 1
    assert "main.add" not in visit.html  # one row is one field
    main, built, rented = "r00000001", "r00000002", "r00000003"
    visit.post(main=main, **{"main.name": "Một cửa", "built": built, "built.name": "Kế toán", "rented": rented, "rented.name": "Thư"})
    assert re.findall(r"<li>([^<]*)</li>", visit.html) == ["Một cửa", "Kế toán", "Thư"]
    assert re.findall(r'name="hardest" value="([^"]*)"', visit.html) == [main, built, rented, "all_same"]
    visit.post(hardest=built, **{f"order.{main}": "1", f"order.{rented}": "2"})
    assert "Một cửa có bao nhiêu người dùng?" in visit.html
    assert "Là hệ thống chính, Một cửa có sao lưu hằng ngày không?" in visit.html
    visit.post(users="40", backup="yes")
    assert "Bao nhiêu người dùng Kế toán cùng với Một cửa?" in visit.html
    assert "backup" not in visit.html
    visit.post(users="10", than_main="5")
    assert "Thuê Thư của ai?" in visit.html
    visit.post(users="20", than_main="", lender="VNPT")
    assert "70 người" in visit.html
    visit.open("/vong/joined_lists/kiem-tra")
    assert "<dd>Kế toán" in visit.html.replace("\n", "") or "Kế toán" in visit.html.partition("khó vận hành nhất")[2][:200]
    assert "1. Một cửa" in visit.html
    visit.open("/vong/joined_lists/trang/lists")
    visit.post(main=main, **{"main.name": "Một cửa điện tử", "built": [], "rented": rented, "rented.name": "Thư"})
    visit.open("/vong/joined_lists/trang/all")
    assert "Một cửa điện tử" in visit.html
    assert built not in visit.html  # what is no row any more is no option


def test_a_unit_of_an_odd_id_is_answered_about_beside_others(served: Flask, visit: Visitor) -> None:
    visit.begin("on_one_page")
    visit.post(dealt_with=["so-y-te", "Ban 1.2"], systems=[])
    (odd,) = re.findall(r'name="(Ban[^"]*):days"', visit.html)
    assert f'aria-labelledby="pass-{odd}"' in visit.html
    assert not {" ", ".", ":"} & set(odd)
    visit.post(**{"so-y-te:days": "3", f"{odd}:days": "5"})
    assert stored(served, visit, "on_one_page")[AnswerKey("days", "Ban 1.2")].value == 5


def test_two_windows_with_different_answers_about_a_unit_are_told_which_unit(served: Flask, visit: Visitor) -> None:
    visit.begin("on_one_page")
    visit.post(dealt_with=["so-y-te", "so-xay-dung"], systems=[])
    opened, path = visit.html, visit.path
    visit.post(**{"so-y-te:days": "3", "so-xay-dung:days": "5", "so-xay-dung:polite": "yes"})
    visit.html = opened
    visit.post(path, **{"so-y-te:days": "3", "so-xay-dung:days": "6", "so-xay-dung:polite": "no"})
    assert visit.status == 409
    told = re.findall(r"<h2>([^<]*)</h2>", visit.html)
    assert told == ["Sở Xây dựng trả lời sau mấy ngày?", "Sở Xây dựng: Có lịch sự không?"]
    visit.post(**{"so-y-te:days": "3", "so-xay-dung:days": "6", "so-xay-dung:polite": "no"})
    assert stored(served, visit, "on_one_page")[AnswerKey("days", "so-xay-dung")].value == 6


def test_a_field_of_no_unit_on_the_page_is_told_and_the_others_are_kept(served: Flask, visit: Visitor) -> None:
    visit.begin("on_one_page")
    visit.post(dealt_with=["so-y-te"], systems=[])
    visit.post(**{"so-y-te:days": "3", "so-tai-chinh:days": "5"})
    assert visit.status == 422
    assert "so-tai-chinh:days" in visit.html
    kept = stored(served, visit, "on_one_page")
    assert kept[AnswerKey("days", "so-y-te")].value == 3
    assert AnswerKey("days", "so-tai-chinh") not in kept


def test_items_of_a_battery_are_questions_below_one_stem(served: Flask, visit: Visitor) -> None:
    visit.begin("battery")
    assert visit.html.count("Bạn có đồng ý với các ý sau không?") == 1
    assert visit.html.count('class="stem"') == 1
    assert texts(visit.html).count("Bình thường") == 3
    assert visit.html.index("Đối xử công bằng") < visit.html.index("Ý khác")
    visit.post(clear="agrees", quick="dont_know", remark="")
    answers = {key.question: answer.value for key, answer in stored(served, visit, "battery").items()}
    assert answers == {"clear": "agrees", "quick": "dont_know", "fair": None, "remark": None}


def test_computed_figures_decide_what_is_asked(served: Flask, visit: Visitor) -> None:
    visit.begin("computed").post(filed="8", late="9")
    assert "Số lớn nhất có thể nhập là 8." in visit.html
    visit.post(filed="8", late="7")
    assert "87,5%" in visit.html
    assert "Vì sao trễ tới 87,5%?" in visit.html
    visit.post(why="Thiếu giấy tờ")
    assert "Kiểm tra trước khi gửi" in visit.title
    assert AnswerKey("share") not in stored(served, visit, "computed")


def test_sums_orders_and_warnings(served: Flask, visit: Visitor) -> None:
    visit.begin("checks_together").post(in_all="30", women="20", men="9")
    assert "Tổng các số này là 29, nhưng phải bằng 30." in visit.html
    visit.post(in_all="30", women="29", men="1")
    assert "Số lao động nữ gấp hơn 10 lần nam, có đúng không?" in visit.html
    check_outline(visit.html)
    sign = re.search(r'name="check.many_women" value="(\w+)"', visit.html)
    assert sign is not None
    visit.post(in_all="31", women="30", men="1", **{"check.many_women": sign[1]})
    assert "có đúng không?" in visit.html  # confirmed for other answers
    sign = re.search(r'name="check.many_women" value="(\w+)"', visit.html)
    assert sign is not None
    visit.post(in_all="31", women="30", men="1", **{"check.many_women": sign[1]})
    assert "Thời điểm" in visit.title
    visit.post(filed="2026-03-02", answered_on="2026-03-01", trained="3")
    assert "Ngày sớm nhất có thể nhập là 02/03/2026." in visit.html
    visit.post(filed="2026-03-02", answered_on="2026-03-05", trained="32")
    assert "Số được đào tạo lớn hơn tổng số lao động." in visit.html
    assert visit.post().status == 422
    visit.open("/vong/checks_together/trang/second?tu=kiem-tra")
    visit.post(filed="2026-03-02", answered_on="2026-03-05", trained="31")
    assert visit.post().path.endswith("/cam-on")


def test_answers_are_filled_into_later_texts(visit: Visitor) -> None:
    visit.begin("piping")
    visit.post(company="<b>An & Bình</b>", revenue="1.500.000", began="2/11/2019", fields=["farm", "other"], **{"fields.other": "{unit}"})
    assert "Về &lt;b&gt;An &amp; Bình&lt;/b&gt;" in visit.html
    assert "Thành lập 11/2019, doanh thu 1.500.000 đồng, làm Nông nghiệp và Khác: {unit}." in visit.html


def test_an_option_that_is_not_offered_cannot_be_chosen(visit: Visitor) -> None:
    visit.begin("option_conditions")
    assert "Lập công đoàn" not in visit.html
    visit.post(staff="9", support="union")
    assert "Lựa chọn này không có trong câu hỏi." in visit.html
    visit.post(staff="10", support="union")
    assert "Khi nào?" in visit.html
    visit.open("/vong/option_conditions/trang/first?tu=kiem-tra")
    visit.post(staff="9", support="loan")
    assert "Kiểm tra trước khi gửi" in visit.title


def test_a_random_order_is_that_of_the_response(served: Flask, visit: Visitor) -> None:
    def order(html: str) -> tuple[list[str], list[str]]:
        return re.findall(r'name="party" value="(\w+)"', html), re.findall(r'id="q-(\w+)"', html)

    visit.begin("random_order")
    seen = order(visit.html)
    assert seen == order(visit.open(visit.path).html)
    assert sorted(seen[0]) == ["a", "b", "c", "d", "e", "none"]
    assert seen[0][-1] == "none"
    others = [order(Visitor(served.test_client()).begin("random_order").html) for _ in range(12)]
    assert len({tuple(options) for options, _ in others}) > 1
    assert len({tuple(questions) for _, questions in others}) > 1


def test_a_long_list_is_searched_without_accents_and_in_either_order(served: Flask, visit: Visitor) -> None:
    visit.begin("lookup")
    assert "Trồng lúa" not in visit.html
    visit.post(**{"trade.find": "nha xay dung", "trade.search": "1"})
    assert visit.status == 200
    assert re.findall(r'name="trade" value="(\d+)"', visit.html) == ["4101", "4102"]
    check_outline(visit.html)
    visit.post(**{"trade.find": "nha xay dung"})
    assert "Xin tìm rồi chọn một dòng trong kết quả." in visit.html
    visit.post(trade="4102", **{"trade.find": "nha xay dung"})
    assert "4102 Xây dựng nhà không để ở" in visit.html
    visit.open("/vong/lookup/tim/trade?q=TRONG lua")
    assert "0111" in visit.html
    assert visit.open("/vong/lookup/tim/la").status == 404


def test_a_typed_detail_is_kept_with_the_choice(served: Flask, visit: Visitor) -> None:
    visit.begin("other_please_specify").post(kind="other", ways=["online", "other"], **{"kind.other": " ", "ways.other": "Nhờ người quen"})
    assert "Xin ghi rõ cho lựa chọn “Khác”." in visit.html
    visit.post(kind="other", ways=["online", "other"], **{"kind.other": "Phá sản", "kind.land": "bỏ qua", "ways.other": "Nhờ người quen"})
    assert "Khác: Phá sản" in visit.html
    assert "Cách khác: Nhờ người quen" in visit.html
    answer = stored(served, visit, "other_please_specify")[AnswerKey("kind")]
    assert (answer.value, answer.details) == ("other", {"other": "Phá sản"})


def test_partial_compliance_needs_its_reason(served: Flask, visit: Visitor) -> None:
    visit.begin("compliance").post(backup="partial")
    assert "Xin ghi rõ cho lựa chọn “Đạt một phần”." in visit.html
    visit.post(backup="partial", **{"backup.partial": "Chưa thử phục hồi"})
    visit.post()
    house: House = served.extensions["thuocdo"]
    snapshot = house.store.snapshot("compliance", house.catalog.offered["compliance"].framework, house.catalog.vocabulary)
    assert snapshot.records.columns["backup"].values.tolist() == [0.5]


def test_sections_are_done_in_any_order_from_a_task_list(visit: Visitor) -> None:
    visit.begin("task_list")
    assert "Các phần còn lại mở ra khi phần phải làm trước đã xong." in visit.html
    hub = visit.path
    assert (task(visit, "Về doanh nghiệp")[0], task(visit, "Đánh giá")[0]) == ("not_begun", "locked")
    assert task(visit, "Góp ý") == ("locked", "")
    assert "Dành cho doanh nghiệp lớn" not in visit.html
    assert visit.open("/vong/task_list/trang/wishes").path == hub  # not before what comes first

    visit.open(task(visit, "Về doanh nghiệp")[1]).post(staff="120")
    assert "Về doanh nghiệp" in visit.html
    assert visit.post(go="tasks", dealt_with=["so-y-te", "so-xay-dung"]).path == hub
    assert task(visit, "Về doanh nghiệp")[0] == "complete"
    assert task(visit, "Dành cho doanh nghiệp lớn")[0] == "not_begun"
    assert "theo thứ tự nào cũng được" in visit.html

    visit.open(task(visit, "Góp ý")[1]).post(wish="Nhanh hơn")
    assert visit.title.startswith("Xem lại phần: Góp ý")
    check_outline(visit.html)
    visit.open(hub).open(task(visit, "Đánh giá: Sở Xây dựng")[1]).post(days="40").open(hub)
    assert task(visit, "Đánh giá: Sở Xây dựng")[0] == "begun"
    visit.open(task(visit, "Đánh giá: Sở Xây dựng")[1])
    assert "Thêm về Sở Xây dựng" in visit.title
    visit.post(slow="Thiếu giấy tờ", remark="")
    assert visit.path == "/vong/task_list/muc/rating/so-xay-dung"
    assert "Thiếu giấy tờ" in visit.html
    change = re.search(r'href="([^"]*trang/clarity[^"]*)#', visit.html)
    assert change is not None
    assert visit.open(change[1]).post(days="3").path == "/vong/task_list/muc/rating/so-xay-dung"
    assert "Thiếu giấy tờ" not in visit.html
    assert task(visit.open(hub), "Đánh giá: Sở Xây dựng")[0] == "complete"
    assert task(visit, "Đánh giá: Sở Y tế")[0] == "not_begun"
    assert "Kiểm tra và gửi" not in visit.html

    visit.open(task(visit, "Đánh giá: Sở Y tế")[1]).post(days="2").post(remark="").open(hub)
    visit.open(task(visit, "Dành cho doanh nghiệp lớn")[1])
    assert visit.post(members="60").path == hub
    assert "Kiểm tra và gửi" in visit.html
    assert visit.open("/vong/task_list/kiem-tra").post().path == "/vong/task_list/cam-on"


def test_nothing_chosen_leaves_no_part_to_wait_for(visit: Visitor) -> None:
    visit.begin("task_list").open(task(visit, "Về doanh nghiệp")[1]).post(staff="1").post()
    assert visit.path.endswith("/muc")
    assert ">Đánh giá<" not in visit.html
    assert visit.open(task(visit, "Góp ý")[1]).post(go="back", wish="Không").path.endswith("/muc")


def test_sections_in_a_row_with_a_summary_at_the_end_of_one(visit: Visitor) -> None:
    visit.begin("sections")
    assert "Phần: Về doanh nghiệp" in texts(visit.html).replace("  ", " ")
    visit.post(staff="5").post(borrowed="yes")
    assert visit.path == "/vong/sections/muc/about"
    visit.open(re.search(r'class="button" href="([^"]*)"', visit.html)[1])
    assert visit.title.startswith("Số tiền")
    assert visit.open("/vong/sections/muc/loan").status == 404  # it has no summary
    assert visit.open("/vong/sections/muc").status == 404  # and the form no task list
    visit.open("/vong/sections/trang/second?tu=muc").post(borrowed="no")
    assert visit.path == "/vong/sections/muc/about"
    assert visit.open("/vong/sections/trang/amount").status == 404
    assert "Mong muốn" in visit.open("/vong/sections/trang/last").title


def test_pages_to_read_and_what_explains_them(served: Flask, visit: Visitor) -> None:
    visit.open("/vong/page_kinds")
    assert "<ul><li>Không cần chuẩn bị giấy tờ.</li>" in visit.html
    assert '<a href="https://example.org/huong-dan" rel="noopener">trang hướng dẫn</a>' in visit.html
    assert "Luật Thống kê 2015, Điều 26; Kế hoạch 665/KH-UBND." in texts(visit.html).replace(" ,", ",").replace(" ;", ";")
    visit.begin("page_kinds")
    assert visit.title.startswith("Mở đầu")
    assert "<details" in visit.html
    assert "Phiếu có <strong>hai</strong> trang." in visit.html
    assert "Giải thích từ ngữ" in visit.html
    assert "Đọc to" not in visit.html  # for interviewers only

    visit.post()
    check_outline(visit.html)
    assert 'value="Chưa đăng ký"' in visit.html
    assert 'value="1.500"' in visit.html or 'value="1500"' in visit.html
    assert visit.html.index("Chọn loại ghi trên") < visit.html.index("Hộ kinh doanh chọn")
    visit.post(name="**An** <b>Bình</b>", staff="12", kind="limited")
    assert "Cảm ơn **An** &lt;b&gt;Bình&lt;/b&gt; có 12 người." in visit.html
    visit.post().open("/vong/page_kinds/trang/profile")
    assert 'value="limited" checked' in visit.html
    visit.post(go="clear:kind", name="An", staff="12", kind="limited")
    assert visit.status == 200
    assert "checked" not in visit.html
    assert stored(served, visit, "page_kinds")[AnswerKey("kind")].value is None
    assert stored(served, visit, "page_kinds")[AnswerKey("name")].value == "An"

    visit.open("/vong/page_kinds/trang/last")
    assert "<p>Xin <strong>cảm ơn</strong>.</p><ul><li>Hết</li></ul>" in visit.html
    visit.post(wish="")
    assert "Số lao động trung bình" not in visit.html
    assert "Số lao động" in visit.html
    assert "Trước khi bắt đầu" not in visit.html
    assert "xác nhận đã trả lời <strong>đúng sự thật</strong>" in visit.html
    visit.post()
    assert "<ol><li>Chúng tôi tổng hợp" in visit.html
    assert '<a href="https://example.org/gop-y" rel="noopener">Góp ý về phiếu này</a>' in visit.html


def test_words_follow_the_answers(visit: Visitor) -> None:
    visit.begin("variants").post(filed="online")
    assert visit.title.startswith("Trên mạng")
    for words in ("Thời gian trên mạng", "Kể từ lúc bấm nút.", "Mất bao nhiêu ngày trên cổng?", "Xem trong thư điện tử."):
        assert words in visit.html
    assert "Số ngày trên cổng" in visit.post(days="3").html
    visit.open("/vong/variants/trang/way").post(filed="post")
    assert visit.title.startswith("Thời gian")
    assert "Thư đi và về mất bao nhiêu ngày?" in visit.html
    visit.open("/vong/variants/trang/way").post(filed="desk")
    assert "Mất bao nhiêu ngày?" in visit.html


def test_a_total_lists_what_it_is_made_of_and_changes_lead_back_to_it(visit: Visitor) -> None:
    visit.begin("calculated_summary")
    rows = ["raaaaaaaa", "rbbbbbbbb"]
    visit.post(branches=rows, head="600", **{"branches.name": ["Vinh", "Đô Lương"]}).post(people="300").post(people="200")
    assert visit.title.startswith("Tổng số người")
    check_outline(visit.html)
    assert "1.100 người" in visit.html
    assert re.findall(r"<h3>(.*?)</h3>", visit.html) == ["Các chi nhánh", "Vinh", "Đô Lương"]
    visit.post()
    assert visit.status == 422
    assert "Phiếu này dành cho doanh nghiệp tới 1.000 người." in visit.html
    change = re.search(r'href="([^"#]*rbbbbbbbb[^"#]*)#f-people"', visit.html)
    assert change is not None
    visit.open(change[1].replace("&amp;", "&")).post(people="5")
    assert visit.title.startswith("Tổng số người")
    assert "905 người" in visit.html
    assert visit.post().title.startswith("Kết thúc")
    assert visit.open("/vong/calculated_summary/trang/each/raaaaaaaa?tu=trang/nirgends").post(people="30").status == 200


def test_all_questions_can_be_read_beforehand(visit: Visitor) -> None:
    visit.open("/vong/task_list")
    assert "Xem trước tất cả câu hỏi" in visit.html
    visit.open("/vong/task_list/cau-hoi")
    for words in ("Đánh giá", "Hướng dẫn của [tên đơn vị]", "Hỏi lại cho từng lựa chọn ở câu “Đã làm việc với ai?”", "4. Vì sao lâu?"):
        assert words in visit.html
    assert "<input" not in visit.html
    check_outline(visit.html)
    assert "Hoặc: Mất bao nhiêu ngày trên cổng?" in texts(visit.open("/vong/variants/cau-hoi").html)
    assert "Đọc to" not in visit.open("/vong/page_kinds/cau-hoi").html
    assert "Dành cho phỏng vấn viên: Đọc to đoạn này." in texts(visit.open("/khung/page_kinds/phieu/business").html)
    assert visit.open("/khung/page_kinds/phieu/none").status == 404
    assert visit.open("/khung/none/phieu/business").status == 404


def test_what_was_chosen_before_is_what_can_be_chosen_now(served: Flask, visit: Visitor) -> None:
    visit.begin("dynamic_options").post(dealt_with=["so-y-te", "so-tai-chinh"], fields=["land", "labour"])
    offered = {(x["name"], x["value"]) for x in Outline(visit.html).all("input") if x.get("type") == "radio"}
    assert offered == {
        ("best", "so-y-te"), ("best", "so-tai-chinh"),
        ("hardest", "land"), ("hardest", "labour"), ("hardest", "all_same"),
    }
    visit.post(best="so-xay-dung", hardest="tax")
    assert visit.status == 422
    assert "Đơn vị này không có trong danh sách." in visit.html
    visit.post(best="so-y-te", hardest="land")
    assert "Kiểm tra trước khi gửi" in visit.title
    assert "Đất đai" in visit.html
    visit.open("/vong/dynamic_options/trang/first").post(dealt_with="so-tai-chinh", fields=["tax"])
    visit.open("/vong/dynamic_options/kiem-tra")
    assert visit.html.count("Chưa trả lời") == 2  # what was answered is no longer offered
    assert stored(served, visit, "dynamic_options")[AnswerKey("best")].value == ("so-y-te",)  # and kept


def test_what_was_typed_is_kept_though_the_part_was_locked_meanwhile(served: Flask, visit: Visitor) -> None:
    visit.begin("task_list").open(task(visit, "Về doanh nghiệp")[1]).post(staff="5").post(dealt_with="so-y-te")
    visit.open(task(visit, "Góp ý")[1])
    page, path = visit.html, visit.path
    visit.open("/vong/task_list/trang/profile").post(staff="", go="back")  # emptied in another window
    version = re.search(r'name="version" value="(\d+)"', visit.open("/vong/task_list/trang/profile").html)
    assert version is not None
    visit.html = page
    visit.post(path, wish="Nhanh hơn", version=version[1])
    assert stored(served, visit, "task_list")[AnswerKey("wish")].value == "Nhanh hơn"
