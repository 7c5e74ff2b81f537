"""What the lead body released of comments, to stand beside a unit's scores: nothing out of a small cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.catalog import Offered
from engine.framework.models import Framework
from engine.framework.text import NAME_IN_TEXT, Text
from engine.questionnaire.path import walk
from engine.rounds.comments import Comment, comments_of
from engine.snapshots import Filled
from engine.store.contract import Store
from engine.store.nouns import Decided, Decision, Round

MOST = 20
"""So many are quoted of one unit; which ones is told by their marks, hence by nothing that was said."""

RELEASED = frozenset({Decision.KEPT, Decision.BLANKED})


@dataclass(frozen=True)
class Quote:
    """One comment in the words that may be told, and the question that it answers."""

    question: Text
    text: str


@dataclass(frozen=True)
class Quotes:
    """What is quoted of one unit, and how many comments more were released."""

    told: tuple[Quote, ...] = ()
    more: int = 0


NONE = Quotes()


def quotable_comments(offered: Offered, responses: Iterable[tuple[str, Filled]], least: int) -> tuple[Comment, ...]:
    """The comments about units of whose stratum at least so many respondents rated that unit; nothing is decided yet.

    A comment of a small cell could be told to be somebody's, whoever decides to release it.
    """
    framework, given = offered.framework, list(responses)
    cells: Counter[tuple[str, str]] = Counter()
    for _, response in given:
        cells.update((response.stratum, unit) for unit in _rated(framework, response))
    return tuple(
        comment
        for mark, response in given
        for comment in comments_of(framework, offered.vocabulary, [(mark, response)], {})
        if comment.unit and cells[response.stratum, comment.unit] >= least
    )


def _rated(framework: Framework, response: Filled) -> set[str]:
    form = framework.form.get(response.form_id)
    if form is None:
        return set()
    return {key.item for key in walk(framework, form, response.answers).answers if key.item in framework.unit}


def least_of(store: Store, offered: Offered, round_: Round) -> int:
    """How many respondents there must be in a cell: as many as a stratum needs, and as a published figure needs."""
    terms = offered.framework.terms
    return max(store.welcome(round_.id).smallest, terms.min_respondents if terms else 0)


def quoted(framework: Framework, comments: Sequence[Comment], decisions: Mapping[str, Decided], unit_id: str) -> Quotes:
    """What is quoted of a unit after these decisions, by question."""
    own = [replace(each, decided=decisions.get(each.mark)) for each in comments if each.unit == unit_id]
    released = sorted((each for each in own if each.told.strip()), key=lambda each: each.mark)
    places = {question: place for place, question in enumerate(framework.question)}
    shown = sorted(released[:MOST], key=lambda each: (places[each.question], each.mark))
    told = tuple(Quote(_asked(framework, each), each.told.strip()) for each in shown)
    return Quotes(told, len(released) - len(told))


def any_released(decisions: Mapping[str, Decided]) -> bool:
    """Whether the lead body released any comment of a round at all; else nobody needs to look for some."""
    return any(each.decision in RELEASED for each in decisions.values())


def all_quotes(store: Store, offered: Offered, round_: Round) -> Mapping[str, Quotes]:
    """What is quoted now of each unit of which anything is."""
    decisions = store.decisions(round_.id)
    if not any_released(decisions):
        return {}
    comments = quotable_comments(offered, store.sent_under_marks(round_.id), least_of(store, offered, round_))
    units = {each.unit for each in comments if each.mark in decisions}
    found = {unit: quoted(offered.framework, comments, decisions, unit) for unit in sorted(units)}
    return {unit: quotes for unit, quotes in found.items() if quotes.told}


def _asked(framework: Framework, comment: Comment) -> Text:
    """The question's words, with the unit's title where it names the unit."""
    title, words = framework.unit[comment.unit].title, framework.question[comment.question].text.root
    return Text(
        {
            language: NAME_IN_TEXT.sub(lambda name: title.within(language) if name[1] == "unit" else "…", text)  # noqa: B023
            for language, text in words.items()
        }
    )
