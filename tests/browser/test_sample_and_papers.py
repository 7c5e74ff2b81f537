"""The pages of a round with a sample, with a closing and with papers: each fits, is accessible and speaks one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page

from engine.rounds.life import closed, line
from engine.rounds.moves import By, set_strata
from engine.rounds.zone import ZONE
from engine.store.invitations import InvitationBook
from engine.store.invited import Contact, Entry, Invitation
from engine.store.nouns import RoundState
from engine.store.staff import Role
from tests.browser.page_checks import barriers, foreign, texts_of_other, too_wide
from tests.browser.test_lead_body import desk as desk
from tests.browser.test_lead_body import window
from tests.browser.test_staff import Desk

pytestmark = pytest.mark.browser

HELD, TYPED = "AB3DE5FG", "HJ4KL6MN"
STAFF = "/quan-tri/vong/that"


def invite(desk: Desk) -> None:
    """Forty are invited in two strata; one of these takes no more than ten."""
    round_ = desk.store.round("that")
    assert round_ is not None
    codes = [HELD, TYPED, *(f"AB3DE5{one}{two}" for one in "HJKLMN" for two in "2345678")]
    InvitationBook(desk.app.extensions["thuocdo"].data).add([
        Invitation(code, "that", "small" if place % 2 else "large", ("do-luong",), contact=Contact(f"c{place}"))
        for place, code in enumerate(codes)
    ])  # fmt: skip
    welcome = desk.store.welcome("that")
    desk.store.set_welcome("that", replace(welcome, entry=Entry.CODE, lead="Sở X", contact="0238 123"))
    framework = desk.app.extensions["thuocdo"].offered_for(round_).framework
    by = By("lan", datetime.now(ZONE), "enough")
    set_strata(desk.store, framework, round_, by, {"small": 10}, ["small", "large"])


def close_since(desk: Desk, hours: float) -> None:
    """The round was closed by hand so many hours ago."""
    before = desk.store.round("that")
    assert before is not None
    at = datetime.now(ZONE) - timedelta(hours=hours)
    after = closed(replace(before, state=RoundState.OPEN), at)
    desk.store.move(before, after, line(before, after, "round close", "lan", at))


@pytest.fixture
def visitor(chromium: Browser, desk: Desk) -> Iterator[Callable[[], Page]]:
    """Phones, each of somebody else."""
    contexts = []

    def phone() -> Page:
        context = chromium.new_context(base_url=desk.address, viewport={"width": 360, "height": 800}, bypass_csp=True)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield phone
    for each in contexts:
        each.close()


def go_on(page: Page, by: str) -> None:
    with page.expect_navigation():
        page.locator(by).click()


def pages_of_respondents(phone: Callable[[], Page], desk: Desk, language: str) -> Iterator[tuple[str, Page]]:
    """With a code, without one, with one of another device, when a quota is full, when the round has closed."""
    page = phone()
    page.goto(f"/ngon-ngu/{language}")
    page.goto("/m")
    yield "where a code of the letter is typed", page
    page.locator("main input[name=code]").fill("AB3")
    go_on(page, "main form button")
    yield "no code of a letter", page
    page.goto("/vong/that")
    yield "landing that asks for a code", page
    go_on(page, "main form[action$='/vong/that'] button")
    yield "landing without the code", page
    page.goto(f"/m/{HELD}")
    yield "landing with a code", page
    go_on(page, "form.reminders button")
    yield "no reminders", page
    go_on(page, "main form[action$='/vong/that'] button")
    yield "units of the sample first", page
    page.locator("input[value=do-luong]").first.check()
    go_on(page, "#answers .button")
    page.locator("section.card input[type=radio]").first.check()
    page.locator("section.card input[type=text]").first.fill("3")
    go_on(page, "button[value=elsewhere]")
    code = page.locator(".reference").inner_text()
    other = phone()
    other.goto(f"/ngon-ngu/{language}")
    other.goto("/vong/that/lam-tiep?mat=1")
    yield "a draft that this browser holds no longer", other
    other.locator("#f-code").fill(code)
    go_on(other, "main form button")
    other.locator("section.card input[type=radio]").nth(1).check()
    go_on(other, "#answers .button")
    yield "last look that asks for the code", other
    book = InvitationBook(desk.app.extensions["thuocdo"].data)
    for each in [one for one in book.invitations("that") if one.stratum == "small" and one.code != TYPED][:10]:
        book.mark_used(each.code)
    late = phone()
    late.goto(f"/ngon-ngu/{language}")
    late.goto(f"/m/{TYPED}")
    go_on(late, "main form[action$='/vong/that'] button")
    assert late.url.endswith("/da-du")
    yield "thanks where a stratum is full", late
    close_since(desk, 1)
    page.goto("/vong/that")
    yield "landing of who may still send", page
    third = phone()
    third.goto(f"/ngon-ngu/{language}")
    third.goto("/vong/that")
    yield "landing of who has not begun here", third
    third.goto("/vong/that/lam-tiep")
    yield "a code after the close", third
    close_since(desk, 30)
    go_on(other, "main form#sending .button")
    assert other.url.endswith("/den-muon")
    yield "too late", other


def pages_of_staff(lead: Page, clerk: Page) -> Iterator[tuple[str, Page]]:
    """The sample's side of fieldwork, targets, mail; a clerk with a link."""
    for path in ("/thuc-dia", "/han-muc", "/chi-tieu", "/thu-dien-tu"):
        lead.goto(f"{STAFF}{path}")
        yield path, lead
    lead.goto(f"{STAFF}/chi-tieu")
    lead.locator("input[name=total]").fill("many")
    go_on(lead, "form:has(input[name=total]) button")
    yield "mistakes in targets", lead
    lead.goto(f"{STAFF}/phieu-giay")
    lead.locator("#clerk").fill("Hoa")
    go_on(lead, "form:has(#clerk) button")
    yield "the link of a clerk", lead
    clerk.goto("/nhap-phieu/vao/guessed")
    yield "a clerk's door", clerk
    clerk.goto("/nhap-phieu/that")
    yield "a clerk's papers", clerk
    clerk.locator("#f-number").fill("31")
    go_on(clerk, "form:has(#f-number) button")
    yield "a paper", clerk
    clerk.locator("main form input[type=text]").first.fill("99")
    go_on(clerk, "main form .button")
    yield "a paper with mistakes", clerk


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_a_sample_and_of_papers_fits_is_accessible_and_speaks_one_language(
    chromium: Browser, desk: Desk, visitor: Callable[[], Page], language: str
) -> None:
    invite(desk)
    lead = window(chromium, desk, Role.LEAD_BODY, script=True, bypass_csp=True)
    clerk = window(chromium, desk, Role.CLERK, script=True, bypass_csp=True)
    for page in (lead, clerk):
        page.goto(f"/ngon-ngu/{language}")
    found: list[str] = []
    others, seen = texts_of_other(language), 0
    for walk in (pages_of_staff(lead, clerk), pages_of_respondents(visitor, desk, language)):
        for where, page in walk:
            seen += 1
            found += too_wide(page, where, (320, 1280, 360))
            found += foreign(page, where, others)
            found += barriers(page, where) if language == "vi" else []  # the words differ, not the parts
    for page in (lead, clerk):
        page.context.close()
    assert found == []
    assert seen == 24
