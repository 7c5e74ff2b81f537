"""What is typed or picked beside an option: words, a number, or one line of a drop-down list."""

from __future__ import annotations

from engine.builtin.questions.fields import TOO_LONG, clean, filled
from engine.builtin.questions.number_fields import in_words, number_of, typed_number
from engine.framework.models import Detail, Option
from engine.framework.question_types import Asked, Complaint, Given
from engine.wording.catalog import mark

SPECIFY = mark("Xin ghi rõ cho lựa chọn “{option}”.")
TOO_LITTLE = mark("Xin ghi rõ hơn cho lựa chọn “{option}”: ít nhất {least} ký tự.")
NOT_CHOSEN = mark("Bạn đã ghi ở “{option}” nhưng chưa chọn câu đó. Xin chọn “{option}”, hoặc xoá phần đã ghi.")
NO_SUCH_LINE = mark("Mục này không có trong danh sách. Xin chọn lại.")


def read_detail(asked: Asked, given: Given, option: Option, detail: Detail) -> str | Complaint:
    """The detail as it is kept ("" for none), or what is wrong with it; a number is kept with a point, a line by id."""
    text = clean(" ".join(filled(given, option.id)))
    if not text:
        named = {"option": option.label.within(asked.language)}
        return Complaint(option.id, SPECIFY, named) if detail.required else ""
    if detail.type == "number":
        read = number_of(asked, option.id, _bare(asked, detail, text), detail.min, detail.max, detail.decimals)
        return read if isinstance(read, Complaint) else repr(read).removesuffix(".0")
    if detail.type == "choice":
        return _line(detail, text) or Complaint(option.id, NO_SUCH_LINE)
    if len(text) < detail.min_length:
        named = {"option": option.label.within(asked.language), "least": str(detail.min_length)}
        return Complaint(option.id, TOO_LITTLE, named)
    if len(text) > detail.max_length:
        return Complaint(option.id, TOO_LONG, {"length": str(len(text)), "most": str(detail.max_length)})
    return text


def left_over(asked: Asked, given: Given, option: Option) -> Complaint | None:
    """What somebody filled in beside an option that was in sight and not chosen."""
    if not filled(given, option.id):
        return None
    return Complaint(option.id, NOT_CHOSEN, {"option": option.label.within(asked.language)})


def shown_detail(asked: Asked, detail: Detail | None, kept: str) -> str:
    """A detail as its field holds it."""
    number = _number(kept) if detail and detail.type == "number" else None
    return kept if number is None else typed_number(number, asked.language)


def detail_in_words(asked: Asked, detail: Detail | None, kept: str) -> str:
    """A detail as a reader would say it."""
    if detail and detail.type == "choice":
        line = detail.options.get(kept)
        return line.within(asked.language) if line else kept
    number = _number(kept) if detail and detail.type == "number" else None
    return kept if number is None else "".join(in_words(asked, number, None, detail.suffix if detail else None))


def _line(detail: Detail, text: str) -> str:
    """The line that is meant by its id, or by its words as paper has them; "" for none."""
    if text in detail.options:
        return text
    meant = (id_ for id_, line in detail.options.items() if text.casefold() in map(str.casefold, line.root.values()))
    return next(meant, "")


def _bare(asked: Asked, detail: Detail, text: str) -> str:
    suffix = detail.suffix.within(asked.language) if detail.suffix else ""
    return text.removesuffix(suffix).strip() if suffix else text


def _number(kept: str) -> float | None:
    try:
        return float(kept)
    except ValueError:
        return None
