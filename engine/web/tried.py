"""What is known beforehand, while a file is tried out: whoever begins a form is taken for one unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.catalog import Offered
from engine.exchange.given import read_given
from engine.problems import Location, Problem, Severity, ThuocDoError
from engine.rounds.given import known_in
from engine.store.nouns import Known, Response
from engine.store.sqlite import SqliteStore

TRIED = "thu"
"""Under this name lies what is known of the unit."""


@dataclass(frozen=True)
class Beforehand:
    """A file with what is known of units, and for which of them forms are tried out: the first, unless named."""

    path: Path
    unit: str = ""


class TriedStore(SqliteStore):
    """A store in which every response begins with what is `known` now, whoever fills it in."""

    known: Callable[[], Sequence[Known]]

    def start_response(self, round_id: str, form_id: str, unit: str = "", *, subject: str = "") -> Response:  # noqa: ARG002
        """A new response of the unit that is tried out."""
        self.put_given(round_id, self.known())
        return super().start_response(round_id, form_id, unit, subject=TRIED)


def known_of(given: Beforehand | None, offered: Offered) -> tuple[Sequence[Known], tuple[Problem, ...]]:
    """What the file tells of the unit, or its mistakes as warnings: they keep nobody from trying the form."""
    if given is None:
        return (), ()
    place = Location(str(given.path))
    try:
        by_unit = read_given(given.path, offered.framework, offered.vocabulary)
    except OSError:
        return (), (_warning(Problem(place, "", "the file cannot be read now.", "Save it again.")),)
    except ThuocDoError as refused:
        return (), tuple(map(_warning, refused.problems))
    unit = given.unit or next(iter(by_unit), "")
    if unit not in by_unit:
        what = f"nothing is given for the unit `{unit}`." if unit else "nothing is given for any unit."
        return (), (_warning(Problem(place, "", what)),)
    return known_in(offered.framework, {TRIED: by_unit[unit]}), ()


def _warning(problem: Problem) -> Problem:
    return replace(problem, severity=Severity.WARNING)
