"""A unit's evidence in a browser: sent from a phone with script off and on, seen by the appraiser page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from engine.people import signing_in
from engine.store.assessment_nouns import Stage
from engine.store.nouns import Round, RoundState
from engine.store.staff import Account, Binding, Role
from engine.web.app import create_app
from engine.web.staff import COOKIE
from tests.browser.page_checks import barriers, foreign, texts_of_other, too_wide
from tests.browser.test_staff import Desk, press
from tests.jobs.sent_files import attached, pdf, png
from tests.web.assessing.conftest import AT, OWN, move_on
from tests.web.assessing.test_document_view import work_off

pytestmark = pytest.mark.browser

ITEM = "/don-vi/r1/xa-a/muc/plan/tai-lieu"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "own.yaml").write_text(OWN, encoding="utf-8")
    app = create_app(tmp_path)
    house = app.extensions["thuocdo"]
    file = house.catalog.offered["own"].file
    for round_id in ("r1", "r0"):
        house.store.create_round(
            Round(round_id, "own", "Round 2026", RoundState.OPEN, False, None, None, file.text, file.sha256)
        )
        house.store.begin_assessment(round_id, "own", "xa-a", "lan", AT)
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Desk(f"http://127.0.0.1:{server.server_port}", app)
    server.shutdown()


def window(chromium: Browser, desk: Desk, role: Role, *, script: bool = False, bypass_csp: bool = False, **bound: str) -> Page:
    context = chromium.new_context(
        base_url=desk.address, java_script_enabled=script, viewport={"width": 360, "height": 800}, locale="vi-VN",
        bypass_csp=bypass_csp,
    )  # fmt: skip
    context.set_default_timeout(10_000)
    account = Account(f"{role}-{'-'.join(bound.values())}", bindings=(Binding(role, **bound),))
    if desk.store.account(account.name) is None:
        desk.store.add_account(account)
    token = signing_in.begin(desk.store, account, "", datetime.now(UTC), is_complete=True)
    context.add_cookies([{"name": COOKIE, "value": token, "url": desk.address}])
    return context.new_page()


def describe(page: Page, subject: str, content: bytes, name: str) -> None:
    page.get_by_label("Tệp", exact=True).set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})
    page.get_by_label("Trích yếu").fill(subject)
    page.get_by_label("Tôi đã kiểm tra").check()
    press(page, "Thêm tài liệu")


@pytest.mark.parametrize("script", [False, True], ids=["nojs", "js"])
def test_from_the_phone_of_an_officer_to_the_screen_of_an_appraiser(chromium: Browser, desk: Desk, script: bool) -> None:
    officer = window(chromium, desk, Role.UNIT_EDITOR, script=script, unit="xa-a")
    officer.goto(ITEM)
    describe(officer, "Plan 2026", pdf(attached), "plan.pdf")
    assert "có tệp khác đính kèm bên trong" in officer.locator("#mistakes").inner_text()
    assert officer.get_by_label("Trích yếu").input_value() == "Plan 2026"
    officer.get_by_label("Tệp", exact=True).set_input_files({"name": "plan.pdf", "mimeType": "", "buffer": pdf(pages=2)})
    press(officer, "Thêm tài liệu")
    assert officer.locator("[role=status]").inner_text() == "Đã thêm tài liệu vào mục này."

    officer.goto("/don-vi/r0/xa-a/muc/plan/tai-lieu")
    officer.locator("summary").click()
    officer.get_by_label("Plan 2026").check()
    press(officer, "Dùng tài liệu đã chọn")
    assert officer.get_by_role("link", name="Plan 2026").count() == 1

    move_on(desk.app, Stage.APPRAISAL)
    appraiser = window(chromium, desk, Role.APPRAISER, script=script)
    (document,) = desk.store.documents_of("xa-a")
    appraiser.goto(f"/tai-lieu/{document.id}")
    assert "Đang chuẩn bị ảnh các trang" in appraiser.locator("main").inner_text()
    work_off(desk.app)
    appraiser.get_by_text("Trang 2", exact=True).wait_for()  # it loads itself again, by script or without
    assert appraiser.evaluate("[...document.images].filter(each => each.complete && each.naturalWidth).length") >= 1
    with appraiser.expect_download() as download:
        appraiser.get_by_role("link", name="Tải tệp về").click()
    assert download.value.suggested_filename == "plan.pdf"
    for page in (officer, appraiser):
        page.context.close()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_documents_fits_is_accessible_and_speaks_one_language(
    chromium: Browser, desk: Desk, language: str
) -> None:
    page = window(chromium, desk, Role.UNIT_HEAD, script=True, bypass_csp=True, unit="xa-a")
    page.goto(ITEM)
    describe(page, "Plan " + "of the commune " * 9, pdf(pages=9), "plan.pdf")
    describe(page, "Photograph", png(), "photo.png")
    work = {each.kind: each.id for each in desk.store.documents_of("xa-a")}
    page.goto(f"/tai-lieu/{work['pdf']}")
    work_off(desk.app)
    page.goto(f"/ngon-ngu/{language}")
    unit = "/don-vi/r1/xa-a/tai-lieu"
    places = [ITEM, unit, f"{unit}/them", f"{unit}/{work['pdf']}", f"{unit}/{work['pdf']}/xoa-tep", "/don-vi/r1/xa-a/muc/people/tai-lieu"]
    places += [f"/tai-lieu/{work['pdf']}", f"/tai-lieu/{work['pdf']}?trang=9", f"/tai-lieu/{work['png']}", "/don-vi/r0/xa-a/muc/plan/tai-lieu"]
    places += ["/don-vi/r1/xa-a/bang-tinh"]
    others, found = texts_of_other(language), list[str]()
    for where in places:
        page.goto(where)
        found += too_wide(page, where, (320, 1280, 360))
        found += barriers(page, where) if language == "vi" else []  # the words differ, not the parts
        found += foreign(page, where, others, within="main")
    assert found == []
    page.context.close()
