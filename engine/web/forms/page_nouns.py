"""What the templates of a form page are handed: one dataclass a page, one a field."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from markupsafe import Markup

from engine.framework.models import Option, Question, Unit
from engine.framework.text import Text
from engine.questionnaire.path import Step
from engine.web.forms.given import GivenPage

Posted: TypeAlias = Mapping[str, Sequence[str]]
"""What a page posted: the values by the name of the field."""


@dataclass(frozen=True)
class UnitGroup:
    """Units that are offered together, in the order of the page's language."""

    title: Text | None
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Aside:
    """What may be unfolded: explanations by title, and terms with what they mean."""

    guidance: tuple[tuple[str, Markup], ...] = ()
    definitions: tuple[tuple[str, Markup], ...] = ()


@dataclass(frozen=True)
class Field:
    """One question as its template sees it; `values`, `complaints`, `names` and `ids` go by part ("" is the whole)."""

    question: Question
    text: str
    hint: str
    options: tuple[Option, ...]
    groups: tuple[UnitGroup, ...]
    settings: Any
    values: Mapping[str, Sequence[str]]
    complaints: Mapping[str, str]
    names: Mapping[str, str]
    ids: Mapping[str, str]
    takes_answer: bool
    body: str = ""
    aside: Aside = Aside()
    instruction: str = ""
    known: str = ""  # whence it is known beforehand, and what may be done about it
    lacking: str = ""  # why nothing is there of what is given for good
    words: tuple[str, ...] = ()
    made_of: tuple[GivenPage, ...] = ()
    stem: str = ""
    stem_hint: str = ""
    found: tuple[tuple[str, str], ...] = ()
    uploads: bool = False
    new_row: str = field(default_factory=lambda: f"r{secrets.token_hex(4)}")

    @property
    def template(self) -> str:
        """A type's name finds its template; what is given for good is read alike, whatever its type."""
        return "answering/known.html" if self.question.is_fixed else f"questions/{self.question.type}.html"


@dataclass(frozen=True)
class Part:
    """What continues a page: its own title and what stands before its first question, as HTML."""

    title: str
    intro: str
    aside: Aside


@dataclass(frozen=True)
class Pass:
    """The fields about one unit or row; `about` is its name where several are on the page, else "".

    `begins` is the part of the page that begins with it; headings below parts are of `level` 3.
    """

    key: str
    about: str
    fields: tuple[Field, ...]
    begins: Part | None = None
    level: int = 2


@dataclass(frozen=True)
class Mistake:
    """A line of the error summary; `field_id` and `question` "" where it concerns the page as a whole."""

    text: str
    field_id: str
    question: str = ""


@dataclass(frozen=True)
class Doubt:
    """A soft check that may be confirmed by ticking its box."""

    field_id: str
    name: str
    text: str
    confirm: str
    is_ticked: bool = False


@dataclass(frozen=True)
class PageView:
    """A form page at one moment of one response."""

    step: Step
    title: str
    tab: str
    intro: str  # as HTML, like the body of a note
    aside: Aside
    unit: str
    position: int
    total: int | None
    passes: tuple[Pass, ...]
    mistakes: tuple[Mistake, ...]
    version: int
    warnings: tuple[Doubt, ...] = ()
    attempt: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def uploads(self) -> bool:
        """Whether files may be sent along."""
        return any(field.uploads for each in self.passes for field in each.fields)
