"""Options put into an order: all of them, or the first few."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from pydantic import Field

from engine.builtin.questions.choices import labels
from engine.builtin.questions.fields import empty, filled, settings_of, whole, wrong
from engine.framework.models import Noun
from engine.framework.question_types import Asked, Complaint, Given, QuestionType, Reading, Value, Yields
from engine.wording.catalog import mark

NOT_A_PLACE = mark("Xin chọn thứ tự từ 1 đến {most}.")
TAKEN = mark("Thứ tự {place} đã dùng cho lựa chọn khác. Mỗi thứ tự chỉ dùng một lần.")
INCOMPLETE = mark("Xin xếp đủ thứ tự từ 1 đến {most}.")


class RankingSettings(Noun):
    """`top`: how many are to be put in order; all options when not set."""

    top: int | None = Field(default=None, ge=1)


def places(asked: Asked) -> int:
    """How many places there are."""
    top = settings_of(asked, RankingSettings).top
    return min(top or len(asked.options), len(asked.options))


def read_ranking(asked: Asked, given: Given) -> Reading:
    """The options by place, the first first; every place from 1 on is given once."""
    most = places(asked)
    by_place: dict[int, str] = {}
    complaints: list[Complaint] = []
    for option in asked.options:
        typed = filled(given, option.id)
        if not typed:
            continue
        place = whole(typed[0]) if len(typed) == 1 else None
        if place is None or not 1 <= place <= most:
            complaints.append(Complaint(option.id, NOT_A_PLACE, {"most": str(most)}))
        elif place in by_place:
            complaints.append(Complaint(option.id, TAKEN, {"place": str(place)}))
        else:
            by_place[place] = option.id
    if complaints:
        return Reading(complaints=tuple(complaints))
    if not by_place:
        return empty(asked, part=asked.options[0].id if asked.options else "")
    if len(by_place) < most:
        open_ = next(option.id for option in asked.options if option.id not in by_place.values())
        return wrong(INCOMPLETE, open_, most=str(most))
    return Reading(tuple(by_place[place] for place in sorted(by_place)))


def _shown(_asked: Asked, value: Value) -> Mapping[str, Sequence[str]]:
    if not isinstance(value, tuple):
        return {}
    return {option: (str(place),) for place, option in enumerate(value, start=1)}


def _in_words(asked: Asked, value: Value) -> tuple[str, ...]:
    return tuple(f"{place}. {label}" for place, label in enumerate(labels(asked, value), start=1))


def _draw(asked: Asked, random: Random) -> Reading:
    return Reading(tuple(random.sample([option.id for option in asked.options], places(asked))))


def _parts(asked: Asked) -> Iterable[str]:
    return tuple(option.id for option in asked.options)


TYPES = (
    QuestionType(
        "ranking",
        Yields.OPTIONS,
        read_ranking,
        RankingSettings,
        parts=_parts,
        shown=_shown,
        words=_in_words,
        draw=_draw,
        needs_options=True,
        ordered=True,
        summary="Options in order of importance: all, or the first `top`.",
    ),
)
