"""What form 08 is made of: the agency, the period of the report, its systems and the totals of the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from engine.framework.unit_reports import UnitAnswers
from plugins.security4layer.form08.systems import APPRAISED, BUILT, System, day, systems_of

LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Totals:
    """How many systems there are of each kind, as part 1 of the form tells them."""

    all: int
    built: int
    appraised: int
    approved: int
    protected: int
    checked: int  # approved, and assessed periodically


@dataclass(frozen=True)
class Reported:
    """The answers as form 08 needs them; the year is that of the day of the assessment (else of the day of making)."""

    told: UnitAnswers
    unit: str
    roles: tuple[str, ...]
    assessed_on: date | None
    national_security: str
    complied_on: date | None  # when it was last looked at whether the regulation is complied with
    systems: tuple[System, ...]

    @property
    def year(self) -> int:
        """The year of the report."""
        return (self.assessed_on or self.told.on).year

    @property
    def begins(self) -> date:
        """The first day of the period: Decree 331, Art. 35.3."""
        return date(self.year - 1, 12, 15)

    @property
    def freeze(self) -> date:
        """The last day of the period: Decree 331, Art. 35.3."""
        return date(self.year, 12, 14)

    @property
    def by_day(self) -> date:
        """The day on which what is expected is still ahead."""
        return self.assessed_on or self.told.on

    @property
    def approval_expected(self) -> date | None:
        """When the last level will be approved; None where that is not said of each system that waits."""
        days = [each.approval_expected for each in self.systems if not each.is_approved]
        known = [each for each in days if each is not None]
        return max(known) if known and len(known) == len(days) else None

    @property
    def all_approved(self) -> bool:
        """Whether there are systems, and none waits."""
        return bool(self.systems) and all(each.is_approved for each in self.systems)

    def totals(self, of: Callable[[System], bool] = lambda _system: True) -> Totals:
        """The totals of all systems, or of those that are meant."""
        own = [each for each in self.systems if of(each)]
        return Totals(
            all=len(own),
            built=sum(each.status in BUILT for each in own),
            appraised=sum(each.status in APPRAISED for each in own),
            approved=sum(each.is_approved for each in own),
            protected=sum(each.is_protected for each in own),
            checked=sum(each.is_approved and each.is_checked for each in own),
        )


def reported(told: UnitAnswers) -> Reported:
    """Read the answers once."""
    roles, security = told.value("roles"), told.value("national_security")
    return Reported(
        told,
        told.unit.title.within("vi"),
        roles if isinstance(roles, tuple) else (),
        day(told.value("assessed_on")),
        security if isinstance(security, str) else "",
        day(told.value("g_06")),
        systems_of(told),
    )
