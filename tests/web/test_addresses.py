"""An address names one page of one unit, whatever the unit's id is made of."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from urllib.parse import unquote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import MapAdapter

PAGES: dict[str, Callable[[str], dict[str, str]]] = {
    "results.unit": lambda unit: {"unit_id": unit},
    "results.unit_pdf": lambda unit: {"unit_id": unit},
    "explained.lift": lambda unit: {"unit_id": unit},
    "explained.node": lambda unit: {"unit_id": unit, "node_id": "total"},
    "form_page.page": lambda unit: {"page_id": "rating", "unit": unit},
    "sections.summary": lambda unit: {"section_id": "rating", "item": unit},
}
HOSTILE = (
    "a", "a/giai-thich/total", "a/nang-diem", "a/phieu-diem.pdf", "a/", "/a", "//a", "a//b", ".", "..", "a/../b", "a/./b",
    "~", "~1", "a~1b", "~01", "a b", " a", "a?b=1", "a#b", "a%2Fb", "a%", "a&b", "a\\b", "sở-y-tế", "a;b", "'\"<b>", "a:b", "+",
)  # fmt: skip


def address(ways: MapAdapter, page: str, unit: str) -> str:
    return ways.build(page, {"round_id": "thu", **PAGES[page](unit)})


def leads_to(ways: MapAdapter, way: str) -> tuple[str, dict[str, object]]:
    """Where a browser comes out that is sent there: it takes `.` and `..` for steps, and cuts at `?` and `#`."""
    pieces: list[str] = []
    for piece in way.partition("#")[0].partition("?")[0].split("/"):
        if unquote(piece) == "..":
            pieces.pop()
        elif unquote(piece) != ".":
            pieces.append(piece)
    found = ways.match(unquote("/".join(pieces)), method="GET")
    return found[0], dict(found[1])


@pytest.mark.parametrize("unit", HOSTILE)
def test_every_page_of_a_unit_is_found_by_its_address(app: Flask, unit: str) -> None:
    ways = app.url_map.bind("h")
    for page, names in PAGES.items():
        assert leads_to(ways, address(ways, page, unit)) == (page, {"round_id": "thu", **names(unit)})


def test_no_two_pages_have_one_address(app: Flask) -> None:
    ways = app.url_map.bind("h")
    seen = [address(ways, page, unit) for page, unit in product(PAGES, HOSTILE)]
    assert len(set(seen)) == len(seen) == len(PAGES) * len(HOSTILE)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12))
def test_any_text_comes_back_as_it_was(app: Flask, unit: str) -> None:
    ways = app.url_map.bind("h")
    for page, names in PAGES.items():
        assert leads_to(ways, address(ways, page, unit)) == (page, {"round_id": "thu", **names(unit)})


def test_usual_ids_stand_as_they_are(app: Flask) -> None:
    ways = app.url_map.bind("h")
    assert address(ways, "explained.lift", "so-xay-dung.1") == "/vong/thu/don-vi/so-xay-dung.1/nang-diem"
