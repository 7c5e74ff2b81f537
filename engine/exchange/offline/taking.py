"""Takes a workbook of a self-assessment in: an item that somebody else changed meanwhile is shown, not overwritten."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from engine.appraisal.acts import about_assessments
from engine.appraisal.asked import unit_form
from engine.catalog import Offered
from engine.exchange.offline.layout import Offline
from engine.exchange.offline.reading import Brought, ItemChange, kept_in, read_workbook
from engine.exchange.offline.writing import Made, workbook
from engine.framework.models import Form, Framework
from engine.framework.question_types import Asked
from engine.people.acts import Actor
from engine.problems import Problem, Severity, ThuocDoError, errors
from engine.questionnaire.answers import Answers
from engine.store.assessment_nouns import Item
from engine.store.contract import Store


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
    warnings: tuple[Problem, ...] = ()


def export(
    store: Store,
    offered: Offered,
    round_id: str,
    unit: str,
    now: datetime,
    proofs: Mapping[str, tuple[str, ...]] | None = None,
    language: str = "vi",
) -> bytes:
    """The workbook of a unit's assessment as it stands. ThuocDoError where it has begun none."""
    framework, form = offered.framework, _form(offered.framework)
    if store.assessment(round_id, unit) is None:
        raise ThuocDoError(f"The unit {unit} has begun no assessment in the round {round_id}.")
    items = store.items(round_id, unit)
    made = Made(
        Offline(framework, form, offered.vocabulary, store.claimed(round_id, unit).get(unit, {})),
        round_id,
        unit,
        framework.unit[unit].title.within(language) if unit in framework.unit else unit,
        now.date(),
        {name: item.version for name, item in items.items()},
        {name: item.explanation for name, item in items.items()},
        proofs or {},
        language,
    )
    return workbook(made)


def whose(path: Path) -> tuple[str, str]:
    """The round and the unit that a workbook is of. ThuocDoError where it is no workbook of ours."""
    kept, _, problems = kept_in(path)
    if kept is None:
        raise ThuocDoError(f"{path} cannot be taken in.", problems)
    return kept.told["round"], kept.told["unit"]


def take(
    store: Store,
    offered: Offered,
    path: Path,
    whose_is: tuple[str, str],
    by: Actor,
    mine: Collection[str] = (),
) -> Taken:
    """Save what was changed in a workbook of this round and unit.

    Raises ThuocDoError with every mistake, or where the unit's assessment takes no answers now; nothing is saved then.
    An item that somebody else changed since the workbook was made is not saved, unless it is among `mine`: those are
    saved over what is there.
    """
    round_id, unit = whose_is
    claimed = store.claimed(round_id, unit).get(unit, {})
    offline = Offline(offered.framework, _form(offered.framework), offered.vocabulary, claimed)
    brought = _brought(offline, path, whose_is)
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
            store.note(by.entry("assessment.import", about, after=f"{len(saved)} items", reason=path.name))
    return Taken(tuple(saved), tuple(conflicts), tuple(brought.problems))


def _brought(offline: Offline, path: Path, whose_is: tuple[str, str]) -> Brought:
    kept, grids, problems = kept_in(path)
    if kept is None:
        raise ThuocDoError(f"{path} cannot be taken in.", problems)
    if (kept.told["round"], kept.told["unit"]) != whose_is:
        made_for = f"{kept.told['unit']} in the round {kept.told['round']}"
        raise ThuocDoError(f"{path} was made for {made_for}; nothing was saved.")
    brought = read_workbook(path, kept, grids, offline.as_it_was(kept.lists))
    if wrong := errors(brought.problems):
        count = "one mistake" if len(wrong) == 1 else f"{len(wrong)} mistakes"
        raise ThuocDoError(f"{path}: {count}; nothing was saved.", brought.problems)
    return replace(brought, problems=[each for each in brought.problems if each.severity is not Severity.ERROR])


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
    return "; ".join(_told(offline, answers)) or "–"


def _told(offline: Offline, answers: Answers) -> Iterator[str]:
    for key, answer in sorted(answers.items()):
        question = offline.form.question[key.question]
        kind = offline.columns.kind(question)
        if answer.value is None:
            words = f"!{answer.missing.name.lower()}"
        else:
            asked = Asked(question, offline.framework.options_of(question), offline.framework.units.list, "vi")
            words = ", ".join(kind.in_words(replace(asked, details=answer.details), answer.value))
        yield f"{key.item}: {words}" if key.item else words


def _form(framework: Framework) -> Form:
    found = unit_form(framework)
    if found is None:
        raise ThuocDoError(f"The framework {framework.id} has no form that units fill in.")
    return found
