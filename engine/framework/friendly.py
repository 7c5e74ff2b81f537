"""What pydantic found, said to the author of a framework: what is wrong, and how to mend it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from engine.framework import models
from engine.framework.composer import Way
from engine.framework.places import Places, did_you_mean
from engine.framework.told import TOLD

_MODEL_OF_LIST: dict[str, type[BaseModel]] = {
    "bodies": models.Body,
    "forms": models.Form,
    "pages": models.Page,
    "sections": models.Section,
    "checks": models.Check,
    "quotas": models.Quota,
    "questions": models.Question,
    "guidance": models.Guidance,
    "definitions": models.Definition,
    "feedback": models.Feedback,
    "options": models.Option,
    "children": models.Node,
    "bands": models.Band,
    "extras": models.Extra,
    "priorities": models.Priority,
    "reported": models.Reported,
    "legal": models.Citation,
    "gates": models.Gate,
    "states": models.State,
    "list": models.Unit,
    "publish": models.Publish,
    "screen": models.Screen,
    "dominance": models.Dominance,
    "examples": models.Example,
    "expect": models.Expected,
    "responses": models.GivenResponse,
    "scales": models.Option,
    "quality": models.Quality,
    "speed": models.Speed,
    "longest_run": models.LongestRun,
    "irv": models.LittleVariation,
    "same_answers": models.SameAnswers,
    "unfilled": models.Unfilled,
    "even_odd": models.EvenOdd,
    "synonyms": models.Synonyms,
    "antonyms": models.Antonyms,
    "mahalanobis": models.Mahalanobis,
    "duplicates": models.Duplicates,
    "bursts": models.Bursts,
    "contradictions": models.Contradiction,
    "reliability": models.ItemScale,
}

_EXPRESSION = "constrained-str"
"""What pydantic calls the branch of a union that is an expression."""

_KINDS = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "finite_number": "a number that is finite",
}


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that a file may give to a noun."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def note_errors(places: Places, way: Way, found: Iterable[ErrorDetails], known: Iterable[str] | None = None) -> None:
    """Note what pydantic found below `way`; `known` are the keys allowed where no noun of the language stands."""
    before = places.touched()
    told: set[tuple[Way, str]] = set()
    for error in _one_a_union(found):
        place = _place_of(places, way, error["loc"])
        if error["type"] == "value_error" and not error["loc"]:
            place = _named_first(places, place, error["msg"])
        kind = error["type"]
        on_key = kind == "extra_forbidden"
        at = places.composed.location(places.in_file(place), key=on_key)
        if (place, kind) in told or (kind != "missing" and at in before):
            continue
        told.add((place, kind))
        what, mend = _words(places, place, error, known)
        places.add(place[:-1] if kind == "missing" else place, what, mend, key=on_key)


def _one_a_union(found: Iterable[ErrorDetails]) -> list[ErrorDetails]:
    """What is neither a number or day nor an expression was meant as the former: told once, and not of both."""
    errors = list(found)
    others = {error["loc"][:-1] for error in errors if error["loc"] and error["loc"][-1] != _EXPRESSION}
    return [e for e in errors if not (e["loc"] and e["loc"][-1] == _EXPRESSION and e["loc"][:-1] in others)]


def _named_first(places: Places, place: Way, message: str) -> Way:
    """The key that a noun's complaint names first, if the file has it: `min (4) is above max (3)` is about `min`."""
    first = message.removeprefix("Value error, ").partition(" ")[0]
    holder = places.composed.at(places.in_file(place))
    return (*place, first) if isinstance(holder, dict) and first in holder else place


def _place_of(places: Places, way: Way, steps: Iterable[int | str]) -> Way:
    """The way to an error in the file: a step that pydantic put in is left out, unless it is a key of the file."""
    for step in steps:
        holder = places.composed.at(way)
        if not _is_branch(step) or (isinstance(holder, dict) and step in holder):
            way = (*way, step)
    return way


def _is_branch(step: object) -> bool:
    # In a union pydantic names the branch it tried, such as `int` or `literal['exact']`.
    return isinstance(step, str) and (step in ("str", "int", "float", "bool", "date", _EXPRESSION) or "[" in step)


def _key(places: Places, place: Way) -> str:
    named, keys = places.way_in_words(place)
    if keys:
        return f"`{keys}`"
    return (
        named.rpartition(" › ")[2]
        if place and isinstance(place[-1], int)
        else f"`{place[-1]}`"
        if place
        else "the file"
    )


_LANGUAGE = re.compile(r"[a-z_]+", re.ASCII)
"""A key that somebody wrote as one; in {vi: Tốt, khá, en: Good} the words after the comma become a key."""


def _words(places: Places, place: Way, error: ErrorDetails, known: Iterable[str] | None) -> tuple[str, str]:
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    key = _key(places, place)
    if kind == "missing":
        last = str(place[-1])
        return f"`{last}` is missing.", _missing_mend(last)
    if kind == "extra_forbidden":
        return _unknown(places, place, known)
    if kind == "string_type" and given is None and not _LANGUAGE.fullmatch(str(place[-1])):
        return f"the text ends at the comma before `{place[-1]}`.", "Put the whole text in quotes."
    if kind in _KINDS:
        return _wrong_kind(key, kind, given)
    if kind in ("enum", "literal_error"):
        return _wrong_word(key, given, str(context.get("expected", "")))
    if kind.startswith("date_"):
        return f"{key}: {_shown(given)} is no day.", 'Write it as "2026-01-31".'
    if kind == "string_pattern_mismatch" and place[-1] == "link":
        return f"{key}: {_shown(given)} is no address of a page.", "Begin it with `https://`."
    if kind == "string_pattern_mismatch":
        return (
            f"{key}: {_shown(given)} is no id.",
            f"Write small letters, digits and _: `{slug(str(given))}`.",
        )
    if kind == "string_too_long":
        return f"{key} is longer than {context.get('max_length')} characters.", "Shorten it."
    if kind == "too_short" and context.get("actual_length"):
        return f"{key} has too few entries.", f"Write at least {context.get('min_length')}."
    if kind in ("too_short", "string_too_short"):
        return (
            f"{key} is empty.",
            "Write at least one entry." if kind == "too_short" else "Write something, or leave the key out.",
        )
    if kind == "too_long":
        return (
            f"{key} has {context.get('actual_length')} entries, {context.get('max_length')} are allowed.",
            "Shorten the list.",
        )
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        return _out_of_range(key, given, context)
    if kind == "dict_type" and place[0] == "examples" and place[-1] != "note":  # by unit or question, no text
        return _wrong_shape(key, {**error, "type": "mapping_type"})
    return _wrong_shape(key, error)


def _missing_mend(key: str) -> str:
    if key == "thuocdo":
        return "Begin the file with `thuocdo: 1`."
    return f"Add `{key}: …`."


def _unknown(places: Places, place: Way, known: Iterable[str] | None) -> tuple[str, str]:
    holder = places.composed.at(place[:-1])
    there = set(holder) if isinstance(holder, dict) else set()
    if str(place[-1]).isdigit() and isinstance(holder, dict) and holder.get(place[-1]) is None:
        return f"`{place[-1]}` stands after a comma, as if it were a key.", "Write decimals with a point, as in 6.5."
    words = [word for word in (known if known is not None else keys_of(_noun_at(place[:-1]))) if word not in there]
    mend = did_you_mean(place[-1], words, otherwise=20) or "Remove it."
    return f"`{place[-1]}` is not known here.", mend


def _noun_at(place: Way) -> type[BaseModel]:
    """The noun that stands at the end of a way."""
    if not place:
        return models.Framework
    if "scales" in place:
        return models.Option
    words = [step for step in place if isinstance(step, str)]
    if words and words[-1] == "variants":
        return models.QuestionVariant if "questions" in words else models.PageVariant
    if place[-1] == "units":
        return models.Units
    return _MODEL_OF_LIST.get(words[-1], models.Node) if words else models.Framework


def _wrong_kind(key: str, kind: str, given: Any) -> tuple[str, str]:
    wanted = _KINDS[kind]
    what = f"{key} must be {wanted}, not {_shown(given)}."
    if kind == "string_type" and isinstance(given, int | float) and not isinstance(given, bool):
        return what, f'Put it in quotes: "{given}".'
    if kind == "string_type" and isinstance(given, bool):
        return what, f'Put it in quotes: "{str(given).lower()}".'
    if isinstance(given, str) and wanted != "a text":
        number = given.replace(".", "").replace(",", ".") if re.fullmatch(r"[-+]?\d{1,3}(\.\d{3})*,\d+", given) else ""
        return what, f"Write {number}." if number else f"Write {wanted}, without quotes."
    return what, f"Write {wanted}."


def _wrong_word(key: str, given: Any, expected: str) -> tuple[str, str]:
    words = re.findall(r"'([^']*)'", expected) or [expected]
    if isinstance(given, str):
        return f"{key}: `{given}` is not allowed.", did_you_mean(given, words, otherwise=99)
    return (
        f"{key} must be {' or '.join(f'`{w}`' for w in words)}, not {_shown(given)}.",
        f"Write `{words[0]}`.",
    )


def _out_of_range(key: str, given: Any, context: Mapping[str, Any]) -> tuple[str, str]:
    limit, words = next(
        (context[k], w)
        for k, w in (("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than"))
        if k in context
    )
    shown = int(limit) if isinstance(limit, float) and limit.is_integer() else limit
    return (
        f"{key} is {_shown(given)}, but must be {words} {shown}.",
        f"Write a number that is {words} {shown}.",
    )


def _wrong_shape(key: str, error: ErrorDetails) -> tuple[str, str]:
    kind, given = error["type"], error["input"]
    if kind in ("tuple_type", "list_type"):
        return f"{key} must be a list, not {_shown(given)}.", "Begin each entry with `- `, or write `[a, b]`."
    if kind in ("model_type", "model_attributes_type", "mapping_type"):
        return (
            f"{key} must hold keys of its own, not {_shown(given)}.",
            "Write `key: value` lines below it, indented.",
        )
    if kind == "dict_type":
        return f"{key} must be a text, or texts by language, not {_shown(given)}.", _text_mend(given)
    if kind == TOLD:
        context = error["ctx"]
        return f"{key}: {context['what']}." if key.startswith("`") else f"{context['what']}.", str(context["mend"])
    said = error["msg"].removeprefix("Value error, ").rstrip(".")
    said = said if kind == "value_error" else said[:1].lower() + said[1:]
    # What a noun as a whole is told names its own keys.
    mend = "Exchange the two." if " is above " in said or " is after " in said else "Correct it."
    return f"{key} {said}." if key.startswith("`") and error["loc"] else f"{said}.", mend


def _text_mend(given: Any) -> str:
    if isinstance(given, bool | int | float):
        return f'Put it in quotes: "{str(given).lower() if isinstance(given, bool) else given}".'
    return "Write `{vi: …, en: …}` or a text in quotes."


def _shown(given: Any) -> str:
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, dict):
        return "a group of keys"
    if isinstance(given, list | tuple):
        return "a list"
    text = str(given)
    return f'"{text[:40]}{"…" if len(text) > 40 else ""}"' if isinstance(given, str) else text


def slug(text: str) -> str:
    """An id near to any text: `Sở Xây dựng` gives `so_xay_dung`."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    word = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:80]
    return word if word[:1].isalpha() else f"q_{word}".rstrip("_")
