"""A file of filled-in forms taken into a round: every form checked as the form itself would, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.catalog import Offered
from engine.exchange.form_columns import Columns
from engine.exchange.form_files import FormFile, read_forms
from engine.hookspecs import ResponseCheck
from engine.problems import Problem, Severity, ThuocDoError, errors
from engine.questionnaire.keying import key_in
from engine.rounds.taking import as_sent, check_taking, respondents_form
from engine.snapshots import Filled
from engine.store.audit import Entry
from engine.store.contract import Store
from engine.store.nouns import Import, Round


@dataclass(frozen=True)
class Taken:
    """What was taken in, and what is odd about it all the same."""

    responses: int
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class Taking:
    """How a file came: on paper, by telephone or from an online form elsewhere; who keyed it in.

    `who` takes it in, `at` a moment. Figures are written as in `language`, if the file does not say so itself.
    """

    origin: str
    by: str
    who: str
    at: datetime
    language: str | None = None

    def entry(self, round_id: str, name: str, count: int) -> Entry:
        """What the audit trail tells of it."""
        about = f"round/{round_id}/answers"
        return Entry(self.at, self.who, "answers.import", about, after=f"{count} {self.origin}", reason=self.told(name))

    def told(self, name: str) -> str:
        """The file, and who keyed it in."""
        return f"{name}, {self.by.strip()}"


def take_file(
    store: Store,
    round_: Round,
    offered: Offered,
    checks: Iterable[ResponseCheck],
    path: Path,
    how: Taking,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> Taken:
    """Add every form of a file to a round as a sent response, in one transaction.

    Raises ThuocDoError with every mistake of the file when there is one, when the file was taken in before, or one of
    its forms was; nothing is added then.
    """
    check_taking(round_, how.origin, how.by)
    framework, form = offered.framework, respondents_form(offered.framework)
    file = read_forms(path, Columns(framework, form, offered.vocabulary), how.language)
    _not_again(store, round_, file, how)
    sent: list[Filled] = []
    checks = tuple(checks)
    language = how.language or file.told.get("lang", "vi")
    for done, each in enumerate(file.forms.values()):
        tell(done, len(file.forms))
        keyed = key_in(framework, form, each.given.fields, each.given.reasons, offered.vocabulary, language)
        file.remark(each, keyed)
        sent.append(as_sent(checks, offered.vocabulary.question_types, framework, form, keyed.answers, how.origin))
    problems = tuple(sorted(set(file.problems)))
    if wrong := errors(problems):
        count = "one mistake" if len(wrong) == 1 else f"{len(wrong)} mistakes"
        raise ThuocDoError(f"{path}: {count}; nothing was added.", problems)
    if not sent:
        raise ThuocDoError(f"{path}: no form is filled in.")
    what = Import(round_.id, file.sha256, path.name, how.origin, how.by.strip(), how.at.date())
    with store.acting(how.entry(round_.id, path.name, len(sent))):
        store.take_in(what, file.forms.keys(), sent)
    return Taken(len(sent), tuple(each for each in problems if each.severity is not Severity.ERROR))


def _not_again(store: Store, round_: Round, file: FormFile, how: Taking) -> None:
    """Refuse a file that was taken in, or was made for another round; note each form that was taken in already."""
    if (made_for := file.told.get("round", round_.id)) != round_.id:
        raise ThuocDoError(f"{file.path} was made for the round {made_for}, not {round_.id}; nothing was added.")
    for known in store.imports(round_.id):
        if known.sha256 == file.sha256:
            raise ThuocDoError(
                f"{file.path}: this very file was taken in on {known.on} by {known.by}, as {known.name}; "
                "nothing was added."
            )
    for number in sorted(store.taken_numbers(round_.id, how.origin, file.forms.keys())):
        place = file.forms[number].place
        file.complain(place, "", f"form {number} was taken in already.", "Remove its lines, or correct the number.")
