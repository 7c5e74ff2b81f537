import math

import pytest

from engine.wording.numbers import NotANumber, UnclearNumber, read_number, round_half_away, write_number


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (51.85, 1, "51,9", "51.9"),  # half away from zero, not banker's
        (0.1 + 0.2, None, "0,3", "0.3"),  # snapped to 12 significant digits first
        (-0.004, 2, "0,00", "0.00"),
        (-1.5, 0, "−2", "−2"),
        (math.nan, 2, "–", "–"),
        (None, 2, "–", "–"),
        (123456789012345.0, 0, "123.456.789.012.000", "123,456,789,012,000"),
        (-1e99, 2, "−1 × 10⁹⁹", "−1 × 10⁹⁹"),  # nobody counts a hundred digits
        (2.5e300, None, "2,5 × 10³⁰⁰", "2.5 × 10³⁰⁰"),
    ],
)
def test_a_number_is_written_as_its_reader_writes_it(value: float | None, decimals: int | None, vi: str, en: str) -> None:
    assert write_number(value, decimals, "vi") == vi
    assert write_number(value, decimals, "en") == en


@pytest.mark.parametrize(
    ("given", "language", "value"),
    [("1.234,5", "vi", 1234.5), ("1,234.5", "en", 1234.5), ("12,5", "vi", 12.5), ("12.5", "vi", 12.5),
     (" 3 000 ", "vi", 3000), ("−4", "en", -4), (",5", "vi", 0.5)],
)
def test_a_number_is_read_as_its_writer_meant_it(given: str, language: str, value: float) -> None:
    assert read_number(given, language) == value


def test_an_ambiguous_number_is_shown_back() -> None:
    with pytest.raises(UnclearNumber) as unclear:
        read_number("1.234", "vi")
    assert unclear.value.readings == (1234.0, 1.234)


@pytest.mark.parametrize("given", ["", "abc", "1.2.3", "1e5", "nan", "12,34,5", "٣", "1२", "３"])
def test_what_is_no_number_is_refused(given: str) -> None:
    with pytest.raises(NotANumber):
        read_number(given, "vi")


def test_rounding_happens_once() -> None:
    assert str(round_half_away(2.675, 2)) == "2.68"  # binary 2.67499… printed as people expect
