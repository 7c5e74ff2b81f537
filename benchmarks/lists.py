"""How long lists of 500 rows take: items of a unit, an appraiser's queue, the lead body's page, the council's."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.figure import Figure, at_most, in_turns, seconds, tell
from engine.people import signing_in
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.store.assessment_nouns import Stage
from engine.store.nouns import Known, Round, RoundState
from engine.store.sqlite import SqliteStore
from engine.store.staff import Account, Binding, Role
from engine.web.app import create_app
from engine.web.house import House
from engine.web.staff import COOKIE

ROWS = 500
ITEMS = 20
"""So many items has each unit of the long lists of units."""

ROUNDS = 7
MOST = 0.2
"""Seconds after which a list feels slow."""

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LISTS = (
    ("items of a unit", "large", "/don-vi/large/u0", Role.UNIT_HEAD),
    ("units of an appraiser", "many", "/tham-dinh", Role.APPRAISER),
    ("units of the lead body", "many", "/quan-tri/vong/many/tu-danh-gia", Role.LEAD_BODY),
)
"""What is listed, in the round of which framework, where, for whom; each with 500 rows."""


def figures() -> tuple[Figure, ...]:
    """Each page from the request to its last byte, everything read anew."""
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as app:
        clients = {path: _signed_in(app, role) for _, _, path, role in LISTS}
        for _, _, path, _ in LISTS:
            page = clients[path].get(path)
            assert page.status_code == 200, (path, page.status)
            rows = page.get_data(as_text=True).count("<tr")
            assert rows >= ROWS, (path, rows)
            tell(f"lists: {path}: {rows} rows, {len(page.data) / 1e6:.1f} MB")
        gc.collect()
        gc.freeze()  # as the server does
        taken = in_turns("lists", {path: partial(_once, clients[path], path) for _, _, path, _ in LISTS}, ROUNDS)
        gc.unfreeze()
    return tuple(
        Figure(f"{ROWS} {what}", taken[path], MOST, at_most(1), "s", "the 0.2 s that nobody notices")
        for what, _, path, _ in LISTS
    )


def _once(client: FlaskClient, path: str) -> float:
    return seconds(lambda: client.get(path))


@contextmanager
def _served(data: Path) -> Iterator[Flask]:
    """A round with one unit of 500 items, and one of 500 units, all of them being appraised."""
    (data / "surveys").mkdir()
    for name, units, items in (("large", 1, ROWS), ("many", ROWS, ITEMS)):
        (data / "surveys" / f"{name}.yaml").write_text(assessed(name, units, items), "utf-8")
    app = create_app(data)
    house = next(part for part in app.extensions.values() if isinstance(part, House))
    for name, units, items in (("large", 1, ROWS), ("many", ROWS, ITEMS)):
        file = house.catalog.offered[name].file
        house.store.create_round(
            Round(name, name, "Đo tốc độ", RoundState.OPEN, False, None, None, file.text, file.sha256)
        )
        assert isinstance(house.store, SqliteStore)
        fill(house.store, name, units, items)
    yield app
    house.store.close()


def assessed(name: str, units: int, items: int) -> str:
    """A framework in which so many units claim so many items, ten on a page."""
    lines = [
        "thuocdo: 1", f"id: {name}", "title: Đo tốc độ", 'edition: "2026"', "status: example", "languages: [vi]",
        "source: viết để đo tốc độ", "units:", "  groups: {g: Nhóm}", "  list:",
        *(f"    - {{id: u{unit}, group: g, title: Đơn vị {unit}}}" for unit in range(units)),
        "forms:", "  - id: report", "    title: Phiếu", "    audience: unit", "    unanswered: zero", "    pages:",
    ]  # fmt: skip
    for item in range(items):
        if item % 10 == 0:
            lines += [f"      - id: p{item}", f"        title: Phần {item // 10 + 1}", "        questions:"]
        lines.append(
            f"          - {{id: q{item}, type: percentage, text: Câu {item}, proof: required, required: false}}"
        )
    lines += ["index:", "  id: total", "  title: Tổng", "  aggregate: sum", "  children:"]
    lines += [
        f"    - {{id: i{item}, title: Chỉ số {item}, from: q{item}, measure: value,"
        " normalise: {rule: goalposts, low: 0, high: 100, to: [0, 10]}}"
        for item in range(items)
    ]
    return "\n".join([*lines, ""])


def fill(store: SqliteStore, round_id: str, units: int, items: int) -> None:
    """Every unit has answered everything, and lies before the appraisers."""
    answers: Answers = {AnswerKey(f"q{item}"): Answer(float(item % 101)) for item in range(items)}
    with store.together():
        store.put_given(round_id, [Known(f"u{unit}", "report", answers) for unit in range(units)])
        for unit in range(units):
            store.begin_assessment(round_id, "report", f"u{unit}", "lan", AT)
    with store.database.writing() as connection:
        connection.execute("UPDATE assessments SET stage = ? WHERE round_id = ?", (Stage.APPRAISAL.value, round_id))
        connection.executemany(
            "INSERT INTO assessment_items (round_id, unit, question, owner, state, explanation, version, by, at)"
            " VALUES (?, ?, ?, 'lan', 'ready', 'theo hồ sơ', 1, 'lan', ?)",
            [(round_id, f"u{u}", f"q{i}", AT.isoformat()) for u in range(units) for i in range(items)],
        )


def _signed_in(app: Flask, role: Role) -> FlaskClient:
    house = next(part for part in app.extensions.values() if isinstance(part, House))
    account = Account(role.value, bindings=(Binding(role, "u0" if role is Role.UNIT_HEAD else ""),))
    house.store.add_account(account)
    client = app.test_client()
    token = signing_in.begin(house.store, account, "", datetime.now(UTC), is_complete=True)
    client.set_cookie(COOKIE, token)
    return client
