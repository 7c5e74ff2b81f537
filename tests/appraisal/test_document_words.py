"""What is written of a document: everything wrong is told at once, each beside its field."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.appraisal.document_words import FIRST_DAY, Words, is_link, read_words

TODAY = date(2026, 11, 24)
SOUND = {
    "subject": "Kế hoạch chuyển đổi số năm 2026", "number": "12/KH-UBND", "issued_on": "03/02/2026", "issuer": "UBND xã A",
    "stands_for": "2026-01-01", "link": "https://xa-a.example.vn/kh?so=12", "open": "1",
}  # fmt: skip


def wrong(typed: dict[str, str], *, has_file: bool = True) -> dict[str, str]:
    return {each.part: each.text for each in read_words(typed, TODAY, has_file=has_file)[1]}


def test_a_sound_document_is_read_as_it_was_typed() -> None:
    words, complaints = read_words(SOUND, TODAY, has_file=False)
    assert complaints == ()
    assert words == Words(
        SOUND["subject"], "12/KH-UBND", date(2026, 2, 3), "UBND xã A", date(2026, 1, 1), SOUND["link"]
    )


def test_all_mistakes_are_told_at_once() -> None:
    typed = {
        "subject": " ",
        "number": "x" * 101,
        "issued_on": "31/02/2026",
        "stands_for": "01/01/1800",
        "link": "javascript:alert(1)",
    }
    assert set(wrong(typed, has_file=False)) == {"subject", "number", "issued_on", "stands_for", "link", "open"}


def test_a_file_a_link_or_all_by_which_it_is_found() -> None:
    bare = {**SOUND, "link": ""}
    assert wrong({**bare, "number": ""}) == {}
    assert wrong({**SOUND, "number": ""}, has_file=False) == {}
    assert wrong(bare, has_file=False) == {}
    for lacking in ("number", "issuer", "issued_on"):
        assert set(wrong({**bare, lacking: ""}, has_file=False)) == {"file"}


@pytest.mark.parametrize("said", ["", "0", "on", "true"])
def test_nothing_is_taken_before_somebody_says_that_it_is_no_secret(said: str) -> None:
    assert set(wrong({**SOUND, "open": said})) == {"open"}
    assert set(wrong({name: text for name, text in SOUND.items() if name != "open"})) == {"open"}


@pytest.mark.parametrize(
    ("day", "is_sound"),
    [(TODAY, True), (TODAY + timedelta(days=1), False), (FIRST_DAY, True), (FIRST_DAY - timedelta(days=1), False)],
)
def test_a_day_that_can_be(day: date, is_sound: bool) -> None:
    assert (wrong({**SOUND, "issued_on": str(day)}) == {}) is is_sound
    assert (wrong({**SOUND, "stands_for": str(day)}) == {}) is is_sound


def test_signs_that_turn_or_hide_letters_are_not_kept() -> None:
    words, _ = read_words({**SOUND, "subject": "Bao cao\u202efdp.exe\u200b \x00 1"}, TODAY, has_file=True)
    assert words.subject == "Bao caofdp.exe  1"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.vn", "https://", "https:///x",
        "https://vnu.edu.vn@evil.example/x", "https://a b", "https://example.vn:port/", "http:\\\\example.vn", "ftp://a.vn",
        "https://[::1", "văn bản",
    ],
)  # fmt: skip
def test_what_is_no_link(link: str) -> None:
    assert not is_link(link)


@pytest.mark.parametrize(
    "link", ["https://example.vn", "http://example.vn:8080/a?b=c#d", "HTTPS://vănbản.example.vn/x"]
)
def test_what_is_a_link(link: str) -> None:
    assert is_link(link)


@given(st.dictionaries(st.sampled_from([*SOUND, "file"]), st.text(max_size=50)), st.booleans())
def test_whatever_is_typed_is_read_or_told(typed: dict[str, str], has_file: bool) -> None:
    words, complaints = read_words(typed, TODAY, has_file=has_file)
    told = {each.part for each in complaints}
    assert told <= {*SOUND, "file"}
    assert words.subject or "subject" in told
