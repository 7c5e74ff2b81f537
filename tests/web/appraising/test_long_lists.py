"""Lists of a self-assessment ask the database as often for many units and items as for few."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.lists import assessed, fill
from engine.store.nouns import Round, RoundState
from engine.store.staff import Role
from engine.web.app import create_app
from tests.web.conftest import Visitor
from tests.web.test_staff_gate import sign_in, statements

LISTS = (
    ("/don-vi", Role.UNIT_HEAD),
    ("/don-vi/many/u0", Role.UNIT_HEAD),
    ("/tham-dinh", Role.APPRAISER),
    ("/tham-dinh/many/u0", Role.APPRAISER),
    ("/hoi-dong/many", Role.COUNCIL),
    ("/quan-tri/vong/many/tu-danh-gia", Role.LEAD_BODY),
)


def asked(folder: Path, units: int, items: int) -> dict[str, int]:
    """How many statements each list takes, the second time that it is opened."""
    (folder / "surveys").mkdir(parents=True)
    (folder / "surveys" / "many.yaml").write_text(assessed("many", units, items), encoding="utf-8")
    app = create_app(folder)
    house = app.extensions["thuocdo"]
    file = house.catalog.offered["many"].file
    house.store.create_round(Round("many", "many", "Đợt", RoundState.OPEN, False, None, None, file.text, file.sha256))
    fill(house.store, "many", units, items)
    found = {}
    for path, role in LISTS:
        visitor = Visitor(sign_in(app, role, **({"unit": "u0"} if role is Role.UNIT_HEAD else {})))
        assert visitor.open(path).status == 200
        found[path] = statements(house.store, lambda visitor=visitor, path=path: visitor.open(path))
    house.store.close()
    return found


@pytest.mark.parametrize(("units", "items"), [(40, 3), (3, 40)], ids=["units", "items"])
def test_many_rows_take_as_many_statements_as_few(tmp_path: Path, units: int, items: int) -> None:
    assert asked(tmp_path / "many", units, items) == asked(tmp_path / "few", 3, 3)
