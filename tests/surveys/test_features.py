"""A tiny survey a feature: each is served, can be answered without script, and reads well to a screen reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask

from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import Visitor

FEATURES = Path(__file__).parent / "features"
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
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    data = tmp_path_factory.mktemp("data")
    (data / "surveys").symlink_to(FEATURES)
    app = create_app(data)
    app.testing = False
    house: House = app.extensions["thuocdo"]
    for name in NAMES:
        file = house.catalog.offered[name].file
        house.store.create_round(Round(name, name, name, RoundState.OPEN, True, None, None, file.text, file.sha256))
    yield app


@pytest.fixture
def visit(served: Flask) -> Visitor:
    return Visitor(served.test_client())


def stored(served: Flask, visitor: Visitor, round_id: str) -> dict[AnswerKey, Answer]:
    with visitor.client.session_transaction() as session:
        response = served.extensions["thuocdo"].store.response(session["responses"][round_id])
    return dict(response.answers)


def texts(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


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
    asked = [x["name"] for x in Outline(visit.html).all("input", "select", "textarea") if x.get("type") != "hidden"]

    visit.post(**{field: "?!" for field in asked})

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
