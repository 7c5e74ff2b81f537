"""Days, months and spans of days, as browsers post them and as people write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from engine.builtin.questions.fields import Formula, empty, filled, one, settings_of, wrong
from engine.builtin.questions.number_fields import shortened
from engine.framework.expressions import parse
from engine.framework.models import Noun
from engine.framework.question_types import Asked, Given, QuestionType, Reading, Value, Yields
from engine.framework.text import Text
from engine.wording.catalog import mark

NOT_A_DATE = mark("“{given}” không phải là ngày. Xin gõ theo mẫu ngày/tháng/năm, ví dụ 31/12/2026.")
NOT_A_MONTH = mark("“{given}” không phải là tháng. Xin gõ theo mẫu tháng/năm, ví dụ 11/2026.")
TOO_EARLY = mark("Ngày sớm nhất có thể nhập là {least}.")
TOO_LATE = mark("Ngày muộn nhất có thể nhập là {most}.")
MONTH_TOO_EARLY = mark("Tháng sớm nhất có thể nhập là {least}.")
MONTH_TOO_LATE = mark("Tháng muộn nhất có thể nhập là {most}.")
BOTH_DAYS = mark("Xin điền cả hai ngày: từ ngày và đến ngày.")
TURNED = mark("Ngày kết thúc không thể trước ngày bắt đầu.")


def _month_as_day(given: object) -> object:
    return f"{given}-01" if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}", given) else given


Day = Annotated[datetime.date | Formula, Field(union_mode="left_to_right")]
Month = Annotated[datetime.date | Formula, Field(union_mode="left_to_right"), BeforeValidator(_month_as_day)]


class DateSettings(Noun):
    """The first and the last day that is accepted: a day, or an expression over earlier answers."""

    min: Day | None = None
    max: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if isinstance(self.min, date) and isinstance(self.max, date) and self.min > self.max:
            raise ValueError(f"min ({self.min}) is after max ({self.max})")
        return self


class MonthSettings(DateSettings):
    """The first and the last month that is accepted."""

    min: Month | None = None
    max: Month | None = None


class DateRangeSettings(DateSettings):
    """The first and the last day that is accepted, and what stands beside the two fields."""

    start: Text | None = None
    end: Text | None = None


def day_of(text: str) -> date | None:
    """A day as browsers post it (2026-12-31) or as people write it (31/12/2026)."""
    return _first_of(
        r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})",
        r"(?P<d>[0-9]{1,2})\s*[/.-]\s*(?P<m>[0-9]{1,2})\s*[/.-]\s*(?P<y>[0-9]{4})",
        text,
    )


def month_of(text: str) -> date | None:
    """A month as browsers post it (2026-12) or as people write it (12/2026): its first day."""
    return _first_of(
        r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})(?P<d>)", r"(?P<m>[0-9]{1,2})\s*[/.-]\s*(?P<y>[0-9]{4})(?P<d>)", text
    )


def _first_of(posted: str, written: str, text: str) -> date | None:
    found = re.fullmatch(posted, text) or re.fullmatch(written, text)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"] or 1)) if found else None
    except ValueError:
        return None


def _limit(asked: Asked, given: date | str | None) -> date | None:
    value = parse(given).value(asked.names) if isinstance(given, str) else given
    return value if isinstance(value, date) else None


def _within(asked: Asked, day: date, part: str = "") -> Reading:
    settings = settings_of(asked, DateSettings)
    least, most = _limit(asked, settings.min), _limit(asked, settings.max)
    month = asked.question.type == "month"
    written = "%m/%Y" if month else "%d/%m/%Y"
    if least and day < least:
        return wrong(MONTH_TOO_EARLY if month else TOO_EARLY, part, least=least.strftime(written))
    if most and day > most:
        return wrong(MONTH_TOO_LATE if month else TOO_LATE, part, most=most.strftime(written))
    return Reading(day)


def read_date(asked: Asked, given: Given) -> Reading:
    """A day within its limits."""
    text = one(asked, given)
    if isinstance(text, Reading):
        return text
    day = day_of(text)
    return wrong(NOT_A_DATE, given=shortened(text)) if day is None else _within(asked, day)


def read_month(asked: Asked, given: Given) -> Reading:
    """A month within its limits, kept as its first day."""
    text = one(asked, given)
    if isinstance(text, Reading):
        return text
    month = month_of(text)
    return wrong(NOT_A_MONTH, given=shortened(text)) if month is None else _within(asked, month)


def read_date_range(asked: Asked, given: Given) -> Reading:
    """Two days in order; kept as the ordinals of the first and the last day."""
    days: dict[str, float] = {}
    complaints: list[Reading] = []
    if not filled(given, "start") and not filled(given, "end"):
        return empty(asked, part="start")
    for part in ("start", "end"):
        text = one(asked, given, part)
        if isinstance(text, Reading):
            complaints.append(text if filled(given, part) else wrong(BOTH_DAYS, part))
            continue
        day = day_of(text)
        reading = wrong(NOT_A_DATE, part, given=shortened(text)) if day is None else _within(asked, day, part)
        complaints.append(reading)
        if day is not None:
            days[part] = float(day.toordinal())
    found = tuple(complaint for reading in complaints for complaint in reading.complaints)
    if found:
        return replace(Reading(), complaints=found)
    return wrong(TURNED, "end") if days["start"] > days["end"] else Reading(days)


def _shown_date(_asked: Asked, value: Value) -> Mapping[str, Sequence[str]]:
    return {"": (value.isoformat(),)} if isinstance(value, date) else {}


def _shown_month(_asked: Asked, value: Value) -> Mapping[str, Sequence[str]]:
    return {"": (f"{value:%m/%Y}",)} if isinstance(value, date) else {}


def _shown_range(_asked: Asked, value: Value) -> Mapping[str, Sequence[str]]:
    if not isinstance(value, Mapping):
        return {}
    return {part: (date.fromordinal(int(day)).isoformat(),) for part, day in value.items()}


def _date_in_words(_asked: Asked, value: Value) -> tuple[str, ...]:
    return (f"{value:%d/%m/%Y}",) if isinstance(value, date) else ()


def _range_in_words(_asked: Asked, value: Value) -> tuple[str, ...]:
    if not isinstance(value, Mapping):
        return ()
    return (" – ".join(f"{date.fromordinal(int(value[part])):%d/%m/%Y}" for part in ("start", "end")),)


def _drawn_day(asked: Asked, random: Random) -> date:
    """Any day within the limits, or within three years of the one that there is."""
    settings = settings_of(asked, DateSettings)
    least, most = _limit(asked, settings.min), _limit(asked, settings.max)
    first = least or (most or date(2026, 1, 1)) - timedelta(days=1000)
    last = most or first + timedelta(days=1000)
    return first + timedelta(days=random.randint(0, max(0, (last - first).days)))


def _draw_date(asked: Asked, random: Random) -> Reading:
    return Reading(_drawn_day(asked, random))


def _draw_range(asked: Asked, random: Random) -> Reading:
    start, end = sorted(_drawn_day(asked, random) for _ in range(2))
    return Reading({"start": float(start.toordinal()), "end": float(end.toordinal())})


def _range_parts(_asked: Asked) -> Iterable[str]:
    return ("start", "end")


TYPES = (
    QuestionType(
        "date",
        Yields.DATE,
        read_date,
        DateSettings,
        shown=_shown_date,
        words=_date_in_words,
        draw=_draw_date,
        summary="A day.",
    ),
    QuestionType(
        "month", Yields.DATE, read_month, MonthSettings, shown=_shown_month, draw=_draw_date, summary="A month."
    ),
    QuestionType(
        "date_range",
        Yields.PARTS,
        read_date_range,
        DateRangeSettings,
        parts=_range_parts,
        shown=_shown_range,
        words=_range_in_words,
        draw=_draw_range,
        summary="The first and the last day of a span; in expressions its number of days, both counted.",
    ),
)
