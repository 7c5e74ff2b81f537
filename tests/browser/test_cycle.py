"""The whole cycle of an assessment in browsers: filled in, approved, appraised, answered, decided, published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from engine.people import signing_in
from engine.rounds.zone import today
from engine.store.assessment_nouns import Stage
from engine.store.nouns import Round, RoundState
from engine.store.staff import Account, Binding, Role
from engine.web.app import create_app
from engine.web.staff import COOKIE
from tests.browser.page_checks import RULES, texts_of_other
from tests.browser.test_lead_body import go
from tests.browser.test_staff import Desk, press
from tests.jobs.sent_files import pdf
from tests.web.appraising.conftest import FILE
from tests.web.appraising.test_outside_pages import OUTSIDE, TIDY
from tests.web.leading.test_lead_body_pages import work_off

pytestmark = pytest.mark.browser

PHONE, DESK = 360, 1280
UNITS = "/quan-tri/vong/dti/tu-danh-gia"
FOREIGN = texts_of_other("vi")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "surveys").mkdir()
    text = FILE.read_text("utf-8").partition("examples:")[0].replace("states:\n", f"{OUTSIDE}states:\n", 1)
    (tmp_path / "surveys" / "appraised.yaml").write_text(text, encoding="utf-8")
    app = create_app(tmp_path)
    house = app.extensions["thuocdo"]
    file = house.catalog.offered["appraised"].file
    house.store.create_round(
        Round("dti", "appraised", "Đợt 2026", RoundState.OPEN, False, None, None, file.text, file.sha256)
    )
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Desk(f"http://127.0.0.1:{server.server_port}", app)
    server.shutdown()


class Person:
    """Somebody before a phone, who looks at every page that opens: it fits, is accessible and speaks Vietnamese."""

    def __init__(self, chromium: Browser, desk: Desk, name: str, *roles: Binding, script: bool = True) -> None:
        account = Account(name, bindings=roles)
        desk.store.add_account(account)
        token = signing_in.begin(desk.store, account, "", datetime.now(UTC), is_complete=True)

        def page(*, runs_script: bool) -> Page:
            context = chromium.new_context(
                base_url=desk.address, java_script_enabled=runs_script, viewport={"width": PHONE, "height": 800},
                locale="vi-VN", bypass_csp=True,
            )  # fmt: skip
            context.set_default_timeout(10_000)
            context.add_cookies([{"name": COOKIE, "value": token, "url": desk.address}])
            return context.new_page()

        self.page = page(runs_script=script)
        self.beside = self.page if script else page(runs_script=True)  # axe is a script itself
        self.found: list[str] = []
        self.seen: set[tuple[str, int]] = set()

    def open(self, where: str) -> None:
        self.page.goto(where)
        self.look()

    def follow(self, words: str) -> None:
        go(self.page, words)
        self.look()

    def press(self, words: str) -> None:
        press(self.page, words)
        self.look()

    def look(self) -> None:
        """Each kind of page once, and once more with what is wrong on it; items are of one kind."""
        page = self.page
        where = re.sub(r"/muc/\w+", "/muc/…", page.url.partition("?")[0])
        kind = (where, page.locator("main [role=alert]").count())
        if kind in self.seen:
            return
        self.seen.add(kind)
        for width in (320, DESK, PHONE):
            page.set_viewport_size({"width": width, "height": 800})
            if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
                self.found.append(f"{where}: {needed} pixels on a screen of {width}")
        if self.beside is not page:
            self.beside.goto(page.url)
        wrong = Axe().run(self.beside, options={"runOnly": RULES}).response["violations"]
        self.found += [f"{where}: {each['id']}" for each in wrong]
        words = page.locator("main").inner_text()
        self.found += [f"{where}: {text}" for text in FOREIGN if text in words]

    @property
    def words(self) -> str:
        return self.page.locator("main").inner_text()

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f'[name="{name.replace("__", ".")}"]').fill(text)

    def show_document(self, subject: str) -> None:
        if self.page.locator("button[value=evidence]").count():
            self.press("Lưu rồi thêm, chọn hoặc bỏ tài liệu")
        else:
            self.follow("Thêm, chọn hoặc bỏ tài liệu của mục này")  # what was answered is locked
        self.page.get_by_label("Tệp", exact=True).set_input_files(
            {"name": "van-ban.pdf", "mimeType": "application/pdf", "buffer": pdf()}
        )
        self.page.get_by_label("Trích yếu").fill(subject)
        self.page.get_by_label("Tôi đã kiểm tra").check()
        self.press("Thêm tài liệu")

    def move(self, what: str) -> None:
        """What the lead body orders for the first commune."""
        self.open(UNITS)
        self.tick("Chọn Xã An Phú")
        self.page.locator("#move").select_option(label=what)
        self.press("Chuyển bước")
        assert "Đã chuyển bước" in self.words

    def set_last_day(self, stage: str, days: int) -> None:
        self.page.locator("#stage").select_option(label=stage)
        self.page.locator("#day").fill(str(today() + timedelta(days=days)))
        self.press("Ghi hạn")

    def judge(self, kind: str, reason: str = "", **fields: str) -> None:
        self.tick(kind)
        self.fill(reason=reason, **fields)
        self.press("Lưu và sang mục sau")


def stage(desk: Desk) -> Stage:
    return desk.store.assessment("dti", "xa-an-phu").stage


def test_the_whole_cycle(chromium: Browser, desk: Desk) -> None:
    unit = "xa-an-phu"
    lead = Person(chromium, desk, "chu-tri", Binding(Role.LEAD_BODY))
    officer = Person(chromium, desk, "lan", Binding(Role.UNIT_EDITOR, unit))
    head = Person(chromium, desk, "minh", Binding(Role.UNIT_HEAD, unit), script=False)
    appraiser = Person(chromium, desk, "hoa", Binding(Role.APPRAISER))
    council = Person(chromium, desk, "tam", Binding(Role.COUNCIL), script=False)

    # The lead body begins it and says until when.
    lead.move("Mở phiếu tự đánh giá")
    for step, days in (("Đơn vị đang tự đánh giá", 7), ("Đơn vị đang phản hồi kết quả thẩm định", 10)):
        lead.set_last_day(step, days)

    # An officer fills in, saves, shows a document, and says where reminders go.
    officer.open("/tai-khoan")
    officer.fill(email="lan@nghean.gov.vn")
    officer.press("Lưu địa chỉ")
    officer.open("/don-vi")
    officer.follow("Xã An Phú")
    assert "Còn 7 ngày" in officer.words
    officer.follow("Dân số")
    officer.fill(population="12000")
    officer.press("Lưu và sang mục sau")
    officer.tick("Có người chuyên trách")
    officer.press("Lưu")
    officer.show_document("Quyết định phân công cán bộ chuyên trách")
    officer.open(f"/don-vi/dti/{unit}/muc/trained")
    officer.fill(trained__done="8", trained__due="10")
    officer.press("Lưu và sang mục sau")
    officer.fill(systems__done="2", systems__due="2")
    officer.press("Lưu và sang mục sau")
    officer.fill(drills="3")
    officer.press("Lưu")

    # The head is told what is missing, and locks when it is there.
    head.open("/don-vi")
    head.follow("Xã An Phú")
    head.follow("Xem lại và gửi thẩm định")
    assert "thiếu minh chứng, cũng chưa có giải trình" in head.words
    head.follow("2.1 Bao nhiêu hệ thống đã được phê duyệt cấp độ?")
    head.fill(explanation="Hai hệ thống dùng chung của tỉnh, hồ sơ do tỉnh giữ.")
    head.press("Lưu")
    head.open(f"/don-vi/dti/{unit}/duyet")
    head.press("Duyệt, khóa và gửi thẩm định")
    assert stage(desk) is Stage.APPRAISAL

    # An appraiser agrees, judges otherwise with a reason, asks for more.
    appraiser.open("/tham-dinh")
    appraiser.follow("Xã An Phú")
    appraiser.follow("1.1 Xã có cán bộ chuyên trách chuyển đổi số không?")
    assert "Quyết định phân công" in appraiser.words
    appraiser.judge("Thống nhất với đơn vị")
    appraiser.judge("Thống nhất với đơn vị")
    appraiser.judge("Không thống nhất, đánh giá lại", systems__done="1")
    assert "Xin ghi lý do" in appraiser.words
    appraiser.judge("Không thống nhất, đánh giá lại", "Một hệ thống chưa có quyết định phê duyệt.", systems__done="1")
    appraiser.judge("Đề nghị bổ sung", "Gửi biên bản của cuộc diễn tập thứ ba.")
    assert "Không còn mục nào" in appraiser.words
    lead.move("Gửi kết quả thẩm định cho đơn vị")
    assert stage(desk) is Stage.ANSWERING

    # The unit answers in time, with evidence.
    officer.open(f"/don-vi/dti/{unit}?loc=y-kien")
    assert "Còn 10 ngày" in officer.words
    officer.follow("2.1 Bao nhiêu hệ thống đã được phê duyệt cấp độ?")
    officer.tick("Không đồng ý, đề nghị xem lại")
    officer.page.locator("#text").fill("Quyết định 15 phê duyệt cả hai hệ thống.")
    officer.press("Lưu phản hồi")
    officer.show_document("Quyết định 15 phê duyệt cấp độ")
    head.open(f"/don-vi/dti/{unit}")
    head.follow("Xem điểm")
    head.open(f"/don-vi/dti/{unit}/duyet")
    head.press("Gửi phản hồi")
    assert stage(desk) is Stage.SECOND_APPRAISAL

    # The second appraisal sees what was contested alone.
    appraiser.open("/tham-dinh")
    appraiser.follow("Xã An Phú")
    appraiser.follow("2.1 Bao nhiêu hệ thống đã được phê duyệt cấp độ?")
    assert "Quyết định 15" in appraiser.words
    appraiser.judge("Thống nhất với đơn vị")
    appraiser.judge("Không thống nhất, đánh giá lại", "Chỉ có hai biên bản.", drills="2")

    # Points of a survey are merged, then the council settles.
    lead.open("/quan-tri/vong/dti")
    lead.follow("Số liệu từ ngoài")
    for table in (TIDY.replace("8.5", "8,5"), TIDY):
        lead.page.get_by_label("Tệp", exact=True).set_input_files(
            {"name": "dieu-tra.csv", "mimeType": "text/csv", "buffer": table.encode()}
        )
        lead.press("Nhập")
    assert "Đã nhập 4 số liệu" in lead.words
    lead.move("Chuyển lên hội đồng")
    council.open("/hoi-dong")
    council.follow("Đợt 2026")
    council.follow("Xã An Phú")
    council.follow("2.2 Số cuộc diễn tập")
    council.open(f"/hoi-dong/dti/{unit}")
    council.press("Chốt kết quả của đơn vị")
    assert stage(desk) is Stage.SETTLED

    # The lead body scores and publishes by a decision.
    lead.open("/quan-tri/vong/dti")
    lead.follow("Đóng đợt")
    lead.press("Đóng đợt")
    lead.follow("Tính điểm")
    lead.press("Tính điểm")
    work_off(desk.app)
    lead.page.get_by_text("Lần tính gần nhất đã xong").wait_for()
    lead.open("/quan-tri/vong/dti")
    lead.follow("Công bố kết quả")
    lead.page.locator("#decision").fill("1234/QĐ-UBND")
    lead.page.locator("#decided").fill(str(today()))
    lead.press("Công bố kết quả")
    officer.open(f"/don-vi/dti/{unit}/ket-qua")
    officer.open(f"/vong/dti/don-vi/{unit}")
    assert "1234/QĐ-UBND" in officer.words
    officer.open("/vong/dti/ket-qua")
    assert "Từ tự đánh giá đến kết quả cuối" in officer.words
    for person in (officer, head, appraiser, council, lead):
        assert person.found == []
        for page in {person.page, person.beside}:
            page.context.close()
