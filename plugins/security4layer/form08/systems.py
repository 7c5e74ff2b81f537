"""An agency's information systems as the checklist asks for them, each read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.framework.question_types import Value
from engine.framework.unit_reports import UnitAnswers

BUILT = ("submitted", "appraised", "approved")
APPRAISED = ("appraised", "approved")


@dataclass(frozen=True)
class System:
    """One system; None or "" where nothing was answered."""

    name: str
    level: int | None
    owner: str
    operator: str
    status: str
    decision: str
    decided_on: date | None
    regulation_on: date | None
    approval_expected: date | None
    plan: str
    plan_expected: date | None
    assessed: tuple[str, ...]
    assessed_on: date | None
    procedures: bool
    many_subjects: bool  # an online service with as many data subjects as make it level 3

    @property
    def is_approved(self) -> bool:
        """Whether its level dossier is approved."""
        return self.status == "approved"

    @property
    def waits(self) -> bool:
        """Whether its dossier is known not to be approved yet."""
        return bool(self.status) and not self.is_approved

    @property
    def is_protected(self) -> bool:
        """Whether its protection plan is in place in full."""
        return self.plan == "full"

    @property
    def is_checked(self) -> bool:
        """Whether it was assessed as it has to be from time to time."""
        return "periodic" in self.assessed


def systems_of(told: UnitAnswers) -> tuple[System, ...]:
    """The systems in the order in which they are listed."""
    levels = {option.id: option.value for option in told.framework.options_of(told.form.question["sys_level"])}
    return tuple(_system(told, levels, row, name) for row, name in told.rows("systems"))


def _system(told: UnitAnswers, levels: Mapping[str, float | None], row: str, name: str) -> System:
    said = {question: told.value(question, row) for question in told.form.question}
    level = levels.get(_words(said["sys_level"]))
    return System(
        name=name,
        level=None if level is None else int(level),
        owner=_words(said["sys_owner"]),
        operator=_words(said["sys_operator"]),
        status=_words(said["sys_status"]),
        decision=_words(said["sys_decision"]),
        decided_on=day(said["sys_decided_on"]),
        regulation_on=day(said["sys_regulation_on"]),
        approval_expected=day(said["sys_approval_expected"]),
        plan=_words(said["sys_plan"]),
        plan_expected=day(said["sys_plan_expected"]),
        assessed=_several(said["sys_assessed"]),
        assessed_on=day(said["sys_assessed_on"]),
        procedures=said["sys_procedures"] == "yes",
        many_subjects=said["sys_online"] == "yes"
        and (_number(said["sys_basic"]) >= 100_000 or _number(said["sys_sensitive"]) >= 10_000),
    )


def _words(given: Value | None) -> str:
    return given.strip() if isinstance(given, str) else ""


def day(given: Value | None) -> date | None:
    """A day, where one was answered."""
    return given if isinstance(given, date) else None


def _several(given: Value | None) -> tuple[str, ...]:
    return given if isinstance(given, tuple) else ()


def _number(given: Value | None) -> float:
    return given if isinstance(given, int | float) else 0.0
