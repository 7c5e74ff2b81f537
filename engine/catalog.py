"""Builds the catalog: every sound framework with its rules resolved, and every problem with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from engine.framework.models import Framework
from engine.framework.question_types import QuestionType
from engine.framework.reader import FrameworkFile, Read, read_framework
from engine.framework.rules import Rule
from engine.framework.vocabulary import Vocabulary
from engine.hookspecs import FrameworkCheck, PlacedFramework, ResponseCheck
from engine.plugins import Plugins, framework_files
from engine.problems import Location, MachineError, Problem, ThuocDoError, errors
from engine.scoring.plan import Plan, make_plan

Given = TypeVar("Given")


@dataclass(frozen=True)
class Offered:
    """A sound framework, ready to be served and scored."""

    framework: Framework
    plan: Plan
    file: FrameworkFile
    plugin: str
    vocabulary: Vocabulary
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """What is offered, by framework id; what could not be; and the words that plugins added."""

    offered: Mapping[str, Offered]
    problems: tuple[Problem, ...]
    vocabulary: Vocabulary
    checks: tuple[FrameworkCheck, ...]
    response_checks: tuple[ResponseCheck, ...]


def build_catalog(plugins: Plugins) -> Catalog:
    """Load every framework that plugins bring; a bad file never hides a good one.

    Raises ThuocDoError when two plugins offer one name, since nobody could tell which is meant.
    """
    problems = list(plugins.problems)
    hook = plugins.manager.hook
    types: tuple[QuestionType, ...] = _collected(
        hook.thuocdo_question_types, problems, lambda given: given.name, "question type"
    )
    rules: tuple[Rule, ...] = _collected(hook.thuocdo_rules, problems, lambda given: (given.kind, given.name), "rule")
    vocabulary = Vocabulary.of(types, rules)
    checks: tuple[FrameworkCheck, ...] = _collected(
        hook.thuocdo_framework_checks, problems, id, "framework check"
    )
    response_checks: tuple[ResponseCheck, ...] = _collected(
        hook.thuocdo_response_checks, problems, lambda given: given.name, "response check"
    )
    offered: dict[str, Offered] = {}
    for path, plugin in framework_files(plugins.manager, []):
        found, its_problems = load(path, plugin, vocabulary, checks)
        problems += its_problems
        if found and found.framework.id in offered:
            other = offered[found.framework.id].file.path
            what = f"`{found.framework.id}` is the id of {other} too."
            problems.append(Problem(Location(str(path)), "id", what, "Give this file another id."))
        elif found:
            offered[found.framework.id] = found
    return Catalog(offered, tuple(problems), vocabulary, checks, response_checks)


def load(
    path: Path, plugin: str, vocabulary: Vocabulary, checks: Iterable[FrameworkCheck]
) -> tuple[Offered | None, tuple[Problem, ...]]:
    """One framework file: what it offers if it is sound, and every problem, warnings included."""
    try:
        read = read_framework(path, vocabulary)
    except MachineError as unreadable:
        return None, (Problem(Location(str(path)), "", str(unreadable), f"Mend it, or block {plugin} by name."),)
    return offer(read, plugin, vocabulary, checks)


def offer(
    read: Read, plugin: str, vocabulary: Vocabulary, checks: Iterable[FrameworkCheck]
) -> tuple[Offered | None, tuple[Problem, ...]]:
    """What a file that was read offers, once the plugins' own checks have passed and its rules are resolved."""
    problems = list(read.problems)
    if read.framework is None or errors(problems):
        return None, tuple(problems)
    placed = PlacedFramework(read.framework, read.problem_at)
    for check in checks:
        try:
            problems += check(placed)
        except Exception as broken:  # noqa: BLE001  as below
            what = f"the check {getattr(check, '__name__', check)} failed: {type(broken).__name__}: {broken}."
            problems.append(Problem(Location(str(read.file.path)), "", what, "Tell the plugin's author."))
    if errors(problems):
        return None, tuple(problems)
    plan = make_plan(read.framework, vocabulary)
    return Offered(read.framework, plan, read.file, plugin, vocabulary, tuple(problems)), tuple(problems)


def _collected(
    hook: Any, problems: list[Problem], name_of: Callable[[Given], object], kind: str
) -> tuple[Given, ...]:
    """Everything that plugins offer at a hook; a plugin that raises is left out, a doubled name stops the start."""
    found: list[Given] = []
    owner: dict[object, str] = {}
    for impl in hook.get_hookimpls():
        try:
            given: Sequence[Given] = tuple(impl.function())
        except Exception as broken:  # noqa: BLE001  a plugin may raise anything
            what = f"offers no {kind}: {type(broken).__name__}: {broken}."
            where = f"plugin {impl.plugin_name}"
            problems.append(Problem(Location(impl.plugin_name), where, what, "Mend it or block it."))
            continue
        for one in given:
            name = name_of(one)
            if name in owner:
                shown = name[-1] if isinstance(name, tuple) else name
                raise ThuocDoError(
                    f"The plugins {owner[name]} and {impl.plugin_name} both offer the {kind} `{shown}`; "
                    f"block one of them by name, e.g. THUOCDO_BLOCK={impl.plugin_name}."
                )
            owner[name] = impl.plugin_name
            found.append(one)
    return tuple(found)
