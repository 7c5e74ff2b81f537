"""What plugins offer at their hooks; one that raises, returns rubbish or takes another's name is left out whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from engine.framework.question_types import QuestionType, Yields
from engine.framework.rules import Rule, RuleKind
from engine.framework.text import Text
from engine.framework.unit_reports import UnitReport
from engine.hookspecs import FrameworkCheck, FrameworkImporter, PlacedFramework, ResponseCheck, SignInProvider
from engine.plugins import Plugins, left_out, raised
from engine.problems import Problem


@dataclass(frozen=True)
class PluginCheck:
    """A check of frameworks, with the name of the plugin that brings it."""

    plugin: str
    check: FrameworkCheck

    def run(self, placed: PlacedFramework) -> Iterable[Problem]:
        """The problems that the plugin finds."""
        return self.check(placed)


@dataclass(frozen=True)
class Offers:
    """Everything that sound plugins offer, and the problems of the others."""

    files: tuple[tuple[Path, str], ...]
    question_types: tuple[QuestionType, ...]
    rules: tuple[Rule, ...]
    framework_checks: tuple[PluginCheck, ...]
    response_checks: tuple[ResponseCheck, ...]
    sign_in_providers: tuple[SignInProvider, ...]
    framework_importers: tuple[FrameworkImporter, ...]
    unit_reports: tuple[UnitReport, ...]
    problems: tuple[Problem, ...]


class _RubbishError(Exception):
    """What a hook returned cannot be used."""


@dataclass(frozen=True)
class _Hook:
    """A hook: what to call one of its things, what it must be, and the name that only one plugin may offer."""

    noun: str
    is_sound: Callable[[Any], bool]
    name_of: Callable[[Any], str | None]


_HOOKS: dict[str, _Hook] = {
    "thuocdo_framework_files": _Hook("path", lambda given: isinstance(given, str | Path), lambda _given: None),
    "thuocdo_question_types": _Hook(
        "question type", lambda given: _is_question_type(given), lambda given: f"question type `{given.name}`"
    ),
    "thuocdo_rules": _Hook("rule", lambda given: _is_rule(given), lambda given: f"{given.kind} rule `{given.name}`"),
    "thuocdo_framework_checks": _Hook("function", callable, lambda _given: None),
    "thuocdo_response_checks": _Hook(
        "response check", lambda given: _is_response_check(given), lambda given: f"response check `{given.name}`"
    ),
    "thuocdo_sign_in_providers": _Hook(
        "sign-in provider", lambda given: _is_sign_in_provider(given), lambda given: f"sign-in provider `{given.name}`"
    ),
    "thuocdo_framework_importers": _Hook(
        "framework importer", lambda given: _is_importer(given), lambda given: f"framework importer `{given.name}`"
    ),
    "thuocdo_unit_reports": _Hook(
        "unit report", lambda given: _is_unit_report(given), lambda given: f"unit report `{given.name}`"
    ),
}

_IN_ADDRESSES = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

_TAKES: dict[RuleKind, tuple[Container[int], str]] = {
    RuleKind.MEASURE: (range(1, 100), "the ratings of its questions"),
    RuleKind.TREAT: ((2,), "values and peers"),
    RuleKind.NORMALISE: ((3,), "values, higher and peers"),
    RuleKind.AGGREGATE: ((2, 3), "scores and weights, or scores, weights and peers"),
    RuleKind.GATE: ((2,), "score and bites"),
}
"""How many arrays a rule takes, and which: `engine.scoring.arrays`."""


def offers_of(plugins: Plugins) -> Offers:
    """Ask every plugin once; whose first trouble is a problem, and then nothing of it is used."""
    taken: dict[str, str] = {}
    problems: list[Problem] = []
    sound: dict[str, list[tuple[str, Any]]] = {hook: [] for hook in _HOOKS}
    for name in _names(plugins):
        try:
            given = {hook: _given(plugins, hook, name) for hook in _HOOKS}
            named = _named(given, taken)
        except (Exception, SystemExit) as trouble:  # noqa: BLE001  a plugin may raise anything
            what = str(trouble) if isinstance(trouble, _RubbishError) else raised(trouble)
            problems.append(left_out(name, plugins.origin_of(name), what))
            continue
        taken.update(dict.fromkeys(named, name))
        for hook, things in given.items():
            sound[hook] += [(name, thing) for thing in things]
    return Offers(
        files=tuple((Path(path), name) for name, path in sound["thuocdo_framework_files"]),
        question_types=tuple(given for _name, given in sound["thuocdo_question_types"]),
        rules=tuple(given for _name, given in sound["thuocdo_rules"]),
        framework_checks=tuple(PluginCheck(*given) for given in sound["thuocdo_framework_checks"]),
        response_checks=tuple(given for _name, given in sound["thuocdo_response_checks"]),
        sign_in_providers=tuple(given for _name, given in sound["thuocdo_sign_in_providers"]),
        framework_importers=tuple(given for _name, given in sound["thuocdo_framework_importers"]),
        unit_reports=tuple(given for _name, given in sound["thuocdo_unit_reports"]),
        problems=tuple(problems),
    )


def _names(plugins: Plugins) -> list[str]:
    """Those that are registered and not blocked, in the order in which they were."""
    return [name for name, plugin in plugins.manager.list_name_plugin() if plugin is not None]


def _given(plugins: Plugins, hook: str, name: str) -> Sequence[Any]:
    found: list[Any] = []
    for impl in getattr(plugins.manager.hook, hook).get_hookimpls():
        if impl.plugin_name != name:
            continue
        given = impl.function()
        if isinstance(given, str) or not isinstance(given, Iterable):
            raise _RubbishError(f"`{hook}` returned {_shown(given)} and no list")
        for thing in given:
            if not _HOOKS[hook].is_sound(thing):
                raise _RubbishError(f"`{hook}` returned {_shown(thing)}, which is no sound {_HOOKS[hook].noun}")
            found.append(thing)
    return found


def _named(given: dict[str, Sequence[Any]], taken: dict[str, str]) -> set[str]:
    """The names that a plugin offers; refused when one is offered twice."""
    own: set[str] = set()
    for hook, things in given.items():
        for thing in things:
            name = _HOOKS[hook].name_of(thing)
            if name is None:
                continue
            if name in own:
                raise _RubbishError(f"it offers the {name} twice")
            if name in taken:
                raise _RubbishError(f"the {name} is offered already by the plugin {taken[name]}")
            own.add(name)
    return own


def _shown(given: object) -> str:
    return f"`{given!r:.80}`"


def _is_question_type(given: Any) -> bool:
    return (
        isinstance(given, QuestionType)
        and isinstance(given.name, str)
        and isinstance(given.yields, Yields)
        and callable(given.read)
        and isinstance(given.settings, type)
        and issubclass(given.settings, BaseModel)
    )


def _is_rule(given: Any) -> bool:
    if not isinstance(given, Rule) or not isinstance(given.name, str) or not isinstance(given.kind, RuleKind):
        return False
    taken = [each for each in signature(given.apply).parameters.values() if each.kind is not each.KEYWORD_ONLY]
    if not any(each.kind is each.VAR_POSITIONAL for each in taken) and len(taken) not in _TAKES[given.kind][0]:
        count = f"{len(taken)} array{'s' * (len(taken) != 1)}"
        raise _RubbishError(f"the {given.kind} rule `{given.name}` takes {count}, not {_TAKES[given.kind][1]}")
    if not all(asked is None or callable(asked) for asked in (given.ends, given.checks)):
        return False
    return callable(given.apply) and issubclass(given.settings, BaseModel)  # raises for settings without a type


def _is_response_check(given: Any) -> bool:
    return isinstance(given, ResponseCheck) and isinstance(given.name, str) and callable(given.flags)


def _is_sign_in_provider(given: Any) -> bool:
    if not isinstance(given, SignInProvider) or not isinstance(given.name, str) or not isinstance(given.title, str):
        return False
    return given.name.isidentifier() and callable(given.depart) and callable(given.arrive)


def _is_importer(given: Any) -> bool:
    if not isinstance(given, FrameworkImporter) or not isinstance(given.name, str) or not isinstance(given.title, str):
        return False
    return given.name.isidentifier() and callable(given.make)


def _is_unit_report(given: Any) -> bool:
    if not isinstance(given, UnitReport) or not isinstance(given.name, str) or not isinstance(given.asks, frozenset):
        return False
    texts = isinstance(given.title, Text) and isinstance(given.says, Text)
    return _IN_ADDRESSES.fullmatch(given.name) is not None and texts and callable(given.make)
