"""Builds the catalog: every sound framework with its rules resolved, and every problem with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.framework.bases import peek_id
from engine.framework.models import Framework
from engine.framework.reader import FrameworkFile, Read, read_framework
from engine.framework.unit_reports import UnitReport
from engine.framework.vocabulary import Vocabulary
from engine.hookspecs import PlacedFramework, ResponseCheck, SignInProvider
from engine.offers import PluginCheck, offers_of
from engine.plugins import Plugins, raised
from engine.problems import Location, MachineError, Problem, errors
from engine.resources import folder
from engine.scoring.plan import Plan
from engine.scoring.planning import make_plan


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
    checks: tuple[PluginCheck, ...]
    response_checks: tuple[ResponseCheck, ...]
    sign_in_providers: tuple[SignInProvider, ...] = ()
    unit_reports: tuple[UnitReport, ...] = ()


def build_catalog(plugins: Plugins) -> Catalog:
    """Load every framework that plugins bring; a bad file or plugin is a problem and never hides a good one."""
    given = offers_of(plugins)
    problems = [*plugins.problems, *given.problems]
    bundled = sorted(folder("surveys").glob("*.yaml"))  # may be extended even where they are not offered
    known = {peek_id(path): path for path in (*bundled, *(path for path, _plugin in given.files))}
    vocabulary = Vocabulary.of(given.question_types, given.rules, known)
    checks, response_checks = given.framework_checks, given.response_checks
    offered: dict[str, Offered] = {}
    for path, plugin in given.files:
        found, its_problems = load(path, plugin, vocabulary, checks)
        problems += its_problems
        if found and found.framework.id in offered:
            other = offered[found.framework.id].file.path
            what = f"`{found.framework.id}` is the id of {other} too."
            problems.append(Problem(Location(str(path)), "id", what, "Give this file another id."))
        elif found:
            offered[found.framework.id] = found
    providers, reports = given.sign_in_providers, given.unit_reports
    return Catalog(offered, tuple(problems), vocabulary, checks, response_checks, providers, reports)


def load(
    path: Path, plugin: str, vocabulary: Vocabulary, checks: Iterable[PluginCheck]
) -> tuple[Offered | None, tuple[Problem, ...]]:
    """One framework file: what it offers if it is sound, and every problem, warnings included."""
    try:
        read = read_framework(path, vocabulary)
    except MachineError as unreadable:
        return None, (Problem(Location(str(path)), "", str(unreadable), f"Mend it, or block {plugin} by name."),)
    return offer(read, plugin, vocabulary, checks)


def offer(
    read: Read, plugin: str, vocabulary: Vocabulary, checks: Iterable[PluginCheck]
) -> tuple[Offered | None, tuple[Problem, ...]]:
    """What a file that was read offers, once the plugins' own checks have passed and its rules are resolved."""
    problems = list(read.problems)
    if read.framework is None or errors(problems):
        return None, tuple(problems)
    placed = PlacedFramework(read.framework, read.problem_at)
    for check in checks:
        try:
            found = tuple(check.run(placed))
            strange = [each for each in found if not isinstance(each, Problem)]
            trouble = f"it returned {strange[0]!r:.80}, which is no Problem" if strange else ""
        except Exception as broken:  # noqa: BLE001  a plugin may raise anything
            found, trouble = (), raised(broken)
        if trouble:
            what = f"a check of the plugin {check.plugin} failed: {trouble}."
            mend = f"Tell its author, or block it by name: THUOCDO_BLOCK={check.plugin}."
            found = (Problem(Location(str(read.file.path)), "", what, mend),)
        problems += found
    if errors(problems):
        return None, tuple(problems)
    plan = make_plan(read.framework, vocabulary)
    return Offered(read.framework, plan, read.file, plugin, vocabulary, tuple(problems)), tuple(problems)
