"""What the question types share: posted texts cleaned, and the few sentences that every type may say."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, TypeVar

from pydantic import StringConstraints

from engine.framework.expressions import parse
from engine.framework.missing import Missing
from engine.framework.models import Noun
from engine.framework.question_types import Asked, Complaint, Given, Reading
from engine.wording.catalog import mark

S = TypeVar("S", bound=Noun)

Formula = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z(-]", max_length=2000)]
"""An expression where a number could stand: it begins with a name."""

REQUIRED = mark("Xin trả lời câu này.")
CHOOSE = mark("Xin chọn một câu trả lời.")
SEVERAL = mark("Câu này chỉ nhận một câu trả lời. Xin chọn lại.")
REPEATED = mark("Có lựa chọn bị gửi lên nhiều lần. Xin chọn lại.")
TOO_LONG = mark("Câu trả lời dài {length} ký tự. Xin rút gọn còn tối đa {most} ký tự.")
FEWEST = mark("Xin chọn ít nhất {least}.")
MOST = mark("Xin chọn tối đa {most}.")


def settings_of(asked: Asked, model: type[S]) -> S:
    """The question's settings as those of its type."""
    given = asked.question.settings
    return given if isinstance(given, model) else model.model_validate(given or {})


def filled(given: Given, part: str = "") -> list[str]:
    """The posted texts of a part that hold anything."""
    return [stripped for text in given.get(part, ()) if (stripped := text.strip())]


def one(asked: Asked, given: Given, part: str = "") -> str | Reading:
    """The one text of a part; a Reading where there is none, or more than one."""
    texts = filled(given, part)
    if len(texts) > 1:
        return wrong(SEVERAL, part)
    return texts[0] if texts else empty(asked, part=part)


_JOINED = "[\u0590-\u08ff\u0900-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]"
_JOINERS = re.compile(rf"(?<={_JOINED})[\u200c\u200d](?={_JOINED})|([\u200c\u200d])")
"""Signs that join or part letters, which some scripts need between two of theirs; elsewhere (group 1) they hide."""


def clean(text: str, lines: bool = False) -> str:
    """A text without what cannot be printed, composed, every odd space a plain one; `lines` keeps line breaks."""
    plain = (" " if x.isspace() and x != "\n" else x for x in text.replace("\r\n", "\n"))
    kept = "".join(x for x in plain if x.isprintable() or x in "\n\u200c\u200d")
    kept = _JOINERS.sub(lambda found: "" if found[1] else found[0], kept)
    return unicodedata.normalize("NFC", kept if lines else kept.replace("\n", " ")).strip()


def wrong(text: str, part: str = "", **values: str) -> Reading:
    """A reading with one complaint."""
    return Reading(complaints=(Complaint(part, text, values),))


def empty(asked: Asked, text: str = REQUIRED, part: str = "") -> Reading:
    """A reading of nothing: skipped, or complained about where an answer is required."""
    return wrong(text, part) if asked.question.required else Reading(missing=Missing.SKIPPED)


def counted(chosen: tuple[str, ...], least: int, most: int | None) -> Reading:
    """Several things chosen, if they are as many as they may be."""
    if len(chosen) < least:
        return wrong(FEWEST, least=str(least))
    if most is not None and len(chosen) > most:
        return wrong(MOST, most=str(most))
    return Reading(chosen)


def limit(asked: Asked, given: float | str | None) -> float | None:
    """A limit from the file: a number, or an expression over the other answers (no limit while it is missing)."""
    if not isinstance(given, str):
        return given
    value = parse(given).value(asked.names)
    return float(value) if isinstance(value, float | int) else None


def whole(text: str) -> int | None:
    """A whole number of up to six digits, or None."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None
