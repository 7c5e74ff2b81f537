"""A respondent's own answers on paper, as frozen nouns; what is printed is handed on and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.framework.models import Form, Framework
from engine.reports.nouns import About


@dataclass(frozen=True)
class OwnRow:
    """One question with its answer in words, a line each; no line for none."""

    question: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class OwnPage:
    """What was answered on one page of the form."""

    title: str
    rows: tuple[OwnRow, ...]


@dataclass(frozen=True)
class OwnAnswers:
    """A form that was sent, under its reference."""

    framework: Framework
    about: About
    form: Form
    reference: str
    pages: Sequence[OwnPage]
