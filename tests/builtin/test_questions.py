"""Each question type reads its own fields."""

from datetime import date

import pytest

from engine.builtin.plugin import thuocdo_question_types
from engine.framework.missing import Missing
from engine.framework.models import Option, Question, Unit
from engine.framework.question_types import Asked
from engine.wording.catalog import say
from engine.wording.numbers import read_number

TYPES = {kind.name: kind for kind in thuocdo_question_types()}
OPTIONS = tuple(
    Option.model_validate(option)
    for option in (
        {"id": "tax", "label": "Thuế", "value": 1},
        {"id": "land", "label": "Đất đai", "value": 2},
        {"id": "none", "label": "Không có", "exclusive": True},
        {"id": "refused", "label": "Không trả lời", "missing": "refused"},
    )
)
UNITS = tuple(Unit(id=name, title=name, group=group) for name, group in (("x", "a"), ("y", "a"), ("z", "b")))


def asked(kind, *, required=True, language="vi", **settings):
    question = Question(
        id="q", type=kind, text="?", required=required, settings=TYPES[kind].settings.model_validate(settings)
    )
    return Asked(question, OPTIONS, UNITS, language)


def read(kind, *texts, parts=None, **settings):
    return TYPES[kind].read(asked(kind, **settings), parts or {"": texts})


def said(reading):
    [complaint] = reading.complaints
    return say(complaint.text, "en", **complaint.values)


NEEDED = {"lookup": {"codes": {"0111": "Trồng lúa", "0112": "Trồng ngô"}}}


@pytest.mark.parametrize("kind", [name for name, kind in TYPES.items() if kind.asks])
def test_empty_is_skipped_or_complained_about(kind):
    more = NEEDED.get(kind, {})
    spaces = dict.fromkeys(("", "name"), () if kind == "rows" else ("  ",))
    assert read(kind, parts=spaces, required=False, **more).missing is Missing.SKIPPED
    assert read(kind, required=False, **more).complaints == ()
    assert said(read(kind, **more)).startswith("Please")


@pytest.mark.parametrize("kind", ["text", "long_text", "number", "choice", "date"])
def test_two_values_for_one_answer(kind):
    assert said(read(kind, "1", "2")) == "This question takes one answer only. Please choose again."


def test_text_is_cleaned_and_limited():
    assert read("text", "Công\u00a0ty\tA").value == "Công ty A"
    assert read("text", " Co\u0302ng\x00 ty\r\nA ").value == "Công ty A"
    assert read("long_text", "a\r\nb").value == "a\nb"
    assert (
        said(read("text", "abcd", max_length=3))
        == "Your answer has 4 characters. Please shorten it to 3 at most."
    )
    assert read("text", "0312345678", pattern=r"\d{10}").value == "0312345678"
    assert said(read("text", "03", pattern=r"\d{10}")).startswith("Your answer does not have the form")


def test_numbers_in_both_languages():
    assert read("number", "1.234,5").value == 1234.5
    assert read("number", "1,234.5", language="en").value == 1234.5
    assert (
        said(read("number", "mười")) == "“mười” is not a number. Please type digits only, for example 12,5."
    )
    assert said(read("number", "9" * 400)).endswith(
        "is not a number. Please type digits only, for example 12,5."
    )


def test_an_unclear_number_is_shown_back_in_both_readings():
    assert (
        said(read("number", "1.234"))
        == "“1.234” can be read as 1234 or as 1,2340. Please type one of these two."
    )
    for typed, value in (("1234", 1234), ("1,2340", 1.234)):
        assert read("number", typed).value == value


def test_among_whole_numbers_nothing_is_unclear():
    assert read("number", "1.234", decimals=0).value == 1234


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "The smallest number allowed is 0."),
        ("366", "The largest number allowed is 365."),
        ("1,25", "Please enter 1 decimals at most."),
    ],
)
def test_numbers_out_of_limits(typed, sentence):
    assert said(read("number", typed, min=0, max=365, decimals=1)) == sentence


def test_choice():
    assert read("choice", "land").value == "land"
    assert read("choice", "refused").missing is Missing.REFUSED
    assert said(read("choice", "moon")) == "This question has no such choice. Please choose again."


def test_choices_come_in_the_order_of_the_file():
    assert read("choices", "land", "tax").value == ("tax", "land")
    assert said(read("choices", "tax", "tax")) == "A choice was sent more than once. Please choose again."
    assert said(read("choices", "tax", "land", max=1)) == "Please choose 1 at most."
    assert said(read("choices", "tax", min=2)) == "Please choose at least 2."


@pytest.mark.parametrize("alone", ["none", "refused"])
def test_an_exclusive_option_stands_alone(alone):
    assert read("choices", alone).value == (alone,)
    assert "cannot be chosen together" in said(read("choices", "tax", alone))


def test_units_of_the_groups_offered():
    assert read("units", "z", "x").value == ("x", "z")
    assert said(read("units", "z", groups=("a",))) == "This unit is not in the list. Please choose again."


def test_dates_as_browsers_and_as_people_write_them():
    assert read("date", "2026-12-31").value == read("date", "31/12/2026").value == date(2026, 12, 31)
    assert said(read("date", "31/2/2026")).startswith("“31/2/2026” is not a date.")
    assert said(read("date", "2026-01-01", min="2026-07-01")) == "The earliest date allowed is 01/07/2026."


def test_a_ratio_needs_both_parts_in_order():
    assert read("ratio", parts={"done": ("3",), "due": ("4",)}).value == {"done": 3.0, "due": 4.0}
    wrong = read("ratio", parts={"done": ("3",), "due": ("",)})
    assert [complaint.part for complaint in wrong.complaints] == ["due"]
    assert said(read("ratio", parts={"done": ("5",), "due": ("4",)})).startswith("The number done cannot")
    many = read("ratio", parts={"done": ("x",), "due": ("-1",)})
    assert [complaint.part for complaint in many.complaints] == ["done", "due"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("value", [0.0, 1234.0, 1.234, 0.125, -3.5, 1234567.875, 1e15, 1e-7])
def test_what_is_shown_in_a_field_is_read_back_as_the_same_number(value, language):
    [shown] = TYPES["number"].shown(asked("number", language=language), value)[""]
    assert read_number(shown, language) == value


@pytest.mark.parametrize(
    ("kind", "value", "fields"),
    [
        ("choices", ("tax", "land"), {"": ("tax", "land")}),
        ("date", date(2026, 12, 31), {"": ("2026-12-31",)}),
        ("ratio", {"done": 3.0, "due": 4.5}, {"done": ("3",), "due": ("4,5",)}),
    ],
)
def test_shown_fills_the_fields(kind, value, fields):
    assert TYPES[kind].shown(asked(kind), value) == fields


def test_settings_refuse_what_cannot_be():
    for kind, settings in (
        ("number", {"min": 2, "max": 1}),
        ("choices", {"min": 3, "max": 2}),
        ("date", {"min": "2026-02-01", "max": "2026-01-01"}),
        ("text", {"pattern": "("}),
        ("units", {"group": ["a"]}),
    ):
        with pytest.raises(ValueError, match="validation error"):
            TYPES[kind].settings.model_validate(settings)
