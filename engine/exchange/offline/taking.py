"""Takes a workbook of a self-assessment in: an item that somebody else changed meanwhile is shown, not overwritten."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from engine.appraisal.acts import about_assessments
from engine.appraisal.asked import unit_form
from engine.catalog import Offered
from engine.exchange.offline.layout import Offline
from engine.exchange.offline.nouns import OF_ANOTHER, Brought, ItemChange, Place, Told, WorkbookError
from engine.exchange.offline.reading import kept_in, read_workbook
from engine.exchange.offline.writing import Made, workbook
from engine.framework.models import Form, Framework
from engine.framework.question_types import Asked
from engine.people.acts import Actor
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.store.assessment_nouns import Item
from engine.store.contract import Store
from engine.store.document_nouns import Document


@dataclass(frozen=True)
class Conflict:
    """An item that was changed in the workbook and, since it was made, by somebody else too."""

    change: ItemChange
    now: Item
    theirs: Answers
    their_words: str
    our_words: str


@dataclass(frozen=True)
class Taken:
    """What became of a workbook: items saved, those that were changed by somebody else too, and what is odd."""

    saved: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    warnings: tuple[Told, ...] = ()


def export(
    store: Store,
    offered: Offered,
    round_id: str,
    unit: str,
    now: datetime,
    language: str = "vi",
) -> bytes:
    """The workbook of a unit's assessment as it stands. ThuocDoError where it has begun none."""
    framework, form = offered.framework, _form(offered.framework)
    if store.assessment(round_id, unit) is None:
        raise ThuocDoError(f"The unit {unit} has begun no assessment in the round {round_id}.")
    items = store.items(round_id, unit)
    shown = store.evidence_of(round_id, unit)
    made = Made(
        Offline(framework, form, offered.vocabulary, store.claimed(round_id, unit).get(unit, {})),
        round_id,
        unit,
        framework.unit[unit].title.within(language) if unit in framework.unit else unit,
        now.date(),
        {name: item.version for name, item in items.items()},
        {name: item.explanation for name, item in items.items()},
        {name: tuple(_cited(document) for document, _ in given) for name, given in shown.items()},
        language,
    )
    return workbook(made)


def _cited(document: Document) -> str:
    """A document as it is cited: number, day, subject."""
    day = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    return " · ".join(filter(None, (document.number, day, document.subject)))


def whose(path: Path) -> tuple[str, str]:
    """The round and the unit that a workbook is of. WorkbookError where it is no workbook of ours."""
    return kept_in(path)[0].whose


def take(
    store: Store,
    offered: Offered,
    path: Path,
    whose_is: tuple[str, str],
    by: Actor,
    mine: Collection[str] = (),
) -> Taken:
    """Save what was changed in a workbook of this round and unit.

    Raises WorkbookError with every mistake, MeanwhileError where the unit's assessment takes no answers now; nothing
    is saved then. An item that somebody else changed since the workbook was made is not saved, unless it is among
    `mine`: those are saved over what is there.
    """
    offline = offline_of(store, offered, *whose_is)
    brought = _brought(offline, path, whose_is)
    return save_changes(store, offline, whose_is, brought, by, path.name, mine)


def offline_of(store: Store, offered: Offered, round_id: str, unit: str) -> Offline:
    """A unit's form with the answers that there are."""
    claimed = store.claimed(round_id, unit).get(unit, {})
    return Offline(offered.framework, _form(offered.framework), offered.vocabulary, claimed)


def save_changes(
    store: Store,
    offline: Offline,
    whose_is: tuple[str, str],
    brought: Brought,
    by: Actor,
    name: str,
    mine: Collection[str] = (),
) -> Taken:
    """Save changes in one transaction; `name` is what the audit trail calls the file."""
    saved, conflicts = [], []
    with store.together():
        items = store.items(*whose_is)
        for change in brought.changes:
            found = _save(store, offline, whose_is, change, items, by, change.question in mine)
            if found is None:
                saved.append(change.question)
            elif isinstance(found, Conflict):
                conflicts.append(found)
        if saved:
            about = about_assessments(*whose_is)
            store.note(by.entry("assessment.import", about, after=f"{len(saved)} items", reason=name))
    return Taken(tuple(saved), tuple(conflicts), tuple(brought.told))


def _brought(offline: Offline, path: Path, whose_is: tuple[str, str]) -> Brought:
    kept, grids = kept_in(path)
    if kept.whose != whose_is:
        round_id, unit = kept.whose
        raise WorkbookError(path, [Told(Place(), "", OF_ANOTHER, {"unit": unit, "round": round_id})])
    brought = read_workbook(kept, grids, offline.as_it_was(kept.lists))
    if not brought.is_sound:
        raise WorkbookError(path, brought.told)
    return brought


def _save(
    store: Store,
    offline: Offline,
    whose_is: tuple[str, str],
    change: ItemChange,
    items: Mapping[str, Item],
    by: Actor,
    is_mine: bool,
) -> Conflict | bool | None:
    """None when an item was saved, a conflict when somebody else changed it, True when it is there already."""
    now = items.get(change.question, Item(change.question))
    seen = now.version if is_mine else change.seen_version
    explanation = now.explanation if change.explanation is None else change.explanation
    done = store.save_item(*whose_is, change.question, seen, change.answers, explanation, by.who, by.at)
    if not done.conflict:
        return None if done.now.version != now.version else True
    return _conflict(offline, change, done.now, done.answers)


def _conflict(offline: Offline, change: ItemChange, now: Item, theirs: Answers) -> Conflict:
    ours = {key: answer for key, answer in change.answers.items() if answer is not None}
    mine = ours if change.answers else theirs
    return Conflict(change, now, theirs, in_words(offline, theirs), in_words(offline, mine))


def in_words(offline: Offline, answers: Answers) -> str:
    """Answers to one question as people say them, pass by pass."""
    names = offline.row_names
    told = ((names.get(key.item, key.item), _in_words(offline, key, answer)) for key, answer in sorted(answers.items()))
    return "; ".join(f"{item}: {words}" if item else words for item, words in told) or "–"


def _in_words(offline: Offline, key: AnswerKey, answer: Answer) -> str:
    if answer.value is None:
        return f"!{answer.missing.name.lower()}"
    question = offline.form.question[key.question]
    asked = Asked(question, offline.framework.options_of(question), offline.framework.units.list, "vi")
    told = offline.columns.kind(question).in_words(replace(asked, details=answer.details), answer.value)
    return ", ".join(told)


def _form(framework: Framework) -> Form:
    found = unit_form(framework)
    if found is None:
        raise ThuocDoError(f"The framework {framework.id} has no form that units fill in.")
    return found
