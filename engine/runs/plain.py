"""Nouns with arrays in them as JSON and arrays, and back again: whatever fields a noun has or will have."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

Noun = TypeVar("Noun")
Array = NDArray[Any]
ARRAY = "$array"


@dataclass
class Plain:
    """What JSON can hold of a noun, and its arrays by their way from the root: `records/columns/q1/values`."""

    tree: Any = None
    arrays: dict[str, Array] = field(default_factory=dict)


def plain_of(noun: object, *, without: tuple[type, ...] = ()) -> Plain:
    """Take a noun apart; values of the types in `without` are left out, and given again to `noun_of`."""
    found = Plain()
    found.tree = _apart(noun, "", found.arrays, without)
    return found


def _apart(value: Any, way: str, arrays: dict[str, Array], without: tuple[type, ...]) -> Any:
    if isinstance(value, without):
        return None
    match value:
        case np.ndarray():
            arrays[way] = value
            return {ARRAY: way}
        case Enum():
            return value.value
        case float() if not math.isfinite(value):
            return repr(value)  # JSON has no such numbers
        case None | str() | bool() | int() | float():
            return value
        case np.generic():
            return _apart(value.item(), way, arrays, without)
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise TypeError(f"{way}: only mappings by text can be kept")
            return {key: _apart(each, f"{way}/{key}", arrays, without) for key, each in value.items()}
        case tuple() | list():
            return [_apart(each, f"{way}/{place}", arrays, without) for place, each in enumerate(value)]
    if not is_dataclass(value):
        raise TypeError(f"{way}: a {type(value).__name__} cannot be kept")
    return {
        each.name: _apart(getattr(value, each.name), f"{way}/{each.name}".lstrip("/"), arrays, without)
        for each in fields(value)
        if each.init
    }


def noun_of(kind: type[Noun], plain: Plain, *, given: Mapping[type, object] | None = None) -> Noun:
    """Put a noun together again. Raises KeyError, TypeError or ValueError for what does not fit."""
    found: Noun = _together(kind, plain.tree, plain.arrays, given or {})
    return found


def _together(kind: Any, tree: Any, arrays: Mapping[str, Array], given: Mapping[type, object]) -> Any:
    if kind in given:
        return given[kind]
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if tree is None and NoneType in inside:
            return None
        (kind,) = (each for each in inside if each is not NoneType)
        return _together(kind, tree, arrays, given)
    if origin is np.ndarray:
        return arrays[tree[ARRAY]]
    if origin is tuple:
        kinds = inside[:1] * len(tree) if inside[1:] == (Ellipsis,) else inside
        return tuple(_together(each, part, arrays, given) for each, part in zip(kinds, tree, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {key: _together(inside[1], part, arrays, given) for key, part in tree.items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _together(hints[name], part, arrays, given) for name, part in tree.items()})  # type: ignore[operator]
    return kind(tree)
