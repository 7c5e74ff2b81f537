"""The hooks a plugin may offer: plural, collected, typed; each is documented where it is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pluggy

from engine.framework.models import Form, Framework
from engine.framework.question_types import QuestionType, Value
from engine.framework.rules import Rule
from engine.framework.unit_reports import UnitReport
from engine.problems import Problem

PROJECT = "thuocdo"
"""The name of the pluggy project and of the entry-point group."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True)
class PlacedFramework:
    """A sound framework with the means to say where in its file a node or question stands."""

    framework: Framework
    problem_at: Callable[[str, str, str], Problem]  # (id of a node, page or question, what, mend)


FrameworkCheck: TypeAlias = Callable[[PlacedFramework], Iterable[Problem]]


@dataclass(frozen=True)
class ResponseCheck:
    """A quality flag on one finished response: `flags` says whether it is raised; flagged answers are never deleted.

    `answers` maps (question id, unit id or "") to the value; it holds only answers on the path.
    """

    name: str
    title: str
    flags: Callable[[Form, dict[tuple[str, str], Value]], bool]


@dataclass(frozen=True)
class Departure:
    """Where a browser goes to prove who sits there, and what it keeps, sealed, until it comes back."""

    address: str
    kept: Mapping[str, str]


@dataclass(frozen=True)
class SignInProvider:
    """A service that says who somebody is; an account of that name must be there, for a provider makes none.

    `depart(callback)` begins; the browser comes back to `callback` with more in the address, and
    `arrive(callback, arrived, kept)` tells the account's name from that whole address. It raises ThuocDoError where
    nobody is proven. Both raise MachineError where the service cannot be reached.
    """

    name: str  # in addresses
    title: str  # what its users call it
    depart: Callable[[str], Departure]
    arrive: Callable[[str, str, Mapping[str, str]], str]


@dataclass(frozen=True)
class ImportedFramework:
    """A framework file made of somebody else's table, and what its author has to look at."""

    text: str
    remarks: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class FrameworkImporter:
    """A layout in which sets are published: `thuocdo import NAME FILE` makes a framework file of it.

    `make(path, id, sheet)` reads the file, of a workbook the sheet that is named, or the only one that has the layout
    where none is, and returns the text of a framework with this id. What it does not understand it marks in the text
    and tells in the remarks; it raises ThuocDoError where there is nothing to read.
    """

    name: str  # on the command line
    title: str  # what help says of it
    make: Callable[[Path, str, str], ImportedFramework]


class Hooks:
    """The hooks of the engine's lower layers, and those of upper ones whose types need nothing of theirs.

    Whoever loads plugins, a command that only checks a file included, has to know every hook: one that is not known
    leaves its plugin out.
    """

    @hookspec
    def thuocdo_framework_files(self) -> Sequence[Path]:
        """The framework files this plugin brings. Asked once when the catalog is built.

        Return paths of YAML files; each is offered once, by the plugin that claims it.
        """
        raise NotImplementedError

    @hookspec
    def thuocdo_question_types(self) -> Sequence[QuestionType]:
        """The question types this plugin adds. A name offered already leaves the later plugin out."""
        raise NotImplementedError

    @hookspec
    def thuocdo_rules(self) -> Sequence[Rule]:
        """The scoring rules this plugin adds, each a plain function (see `engine.scoring.arrays` for signatures).

        Beside its function a rule may bring what the engine asks about it: `ends`, between which its results lie,
        `checks` of the file that names it, `adds_up` for points, … (see `engine.framework.rules.Rule`). Where one of
        these raises, the file is told so at the rule's place.
        """
        raise NotImplementedError

    @hookspec
    def thuocdo_framework_checks(self) -> Sequence[FrameworkCheck]:
        """Further checks on a framework that is sound so far. Return problems with their places, errors or warnings."""
        raise NotImplementedError

    @hookspec
    def thuocdo_response_checks(self) -> Sequence[ResponseCheck]:
        """Quality flags, declared before fieldwork. Worked out when a response is sent; only the flag is kept."""
        raise NotImplementedError

    @hookspec
    def thuocdo_sign_in_providers(self) -> Sequence[SignInProvider]:
        """Services that staff may sign in through, beside names and passwords. Asked when the catalog is built.

        Whoever has a second factor here is asked for it after any of them.
        """
        raise NotImplementedError

    @hookspec
    def thuocdo_framework_importers(self) -> Sequence[FrameworkImporter]:
        """Layouts of tables that framework files can be made of. Asked by `thuocdo import`.

        A name that is offered already leaves the later plugin out.
        """
        raise NotImplementedError

    @hookspec
    def thuocdo_unit_reports(self) -> Sequence[UnitReport]:
        """Documents that are made of one unit's answers, such as a report that the law wants with the same figures.

        Asked when the catalog is built. Offered on the pages of every unit whose form asks what the report needs, and
        by `thuocdo assess report`; one that cannot be made is told in its place, and nothing else stops. A name that is
        offered already leaves the later plugin out.
        """
        raise NotImplementedError
