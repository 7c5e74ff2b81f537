"""What the lead body does about papers: links for clerks, sending what is equal or settled, forgetting an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.catalog import Catalog, Offered
from engine.problems import ThuocDoError
from engine.questionnaire.answers import AnswerKey
from engine.rounds.entries import PAPER, Compared, compared, settled
from engine.rounds.life import about
from engine.rounds.moves import By
from engine.rounds.taking import as_sent, check_taking
from engine.store.audit import Entry
from engine.store.contract import Store
from engine.store.nouns import PaperEntry, Round


def open_pass(store: Store, round_: Round, clerk: str, by: By) -> str:
    """The key of a link that lets one clerk key in, once."""
    check_taking(round_, PAPER, clerk)
    with store.acting(_entry(by, "entry.open", round_, after=clerk.strip())):
        return store.add_pass(round_.id, clerk.strip())


def papers_of(store: Store, round_: Round, number: str | None = None) -> list[Compared]:
    """The papers that were keyed in and not sent; the one with a number. ThuocDoError where there is none such."""
    papers = compared(store.entries(round_.id, number))
    if number is not None and not papers:
        raise ThuocDoError(f"Nobody has keyed in a paper {number} that is not sent yet.")
    return papers


def send_papers(
    store: Store,
    catalog: Catalog,
    offered: Offered,
    round_: Round,
    papers: Sequence[Compared],
    chosen: Mapping[AnswerKey, str],
    by: By,
    origin: str = PAPER,
) -> int:
    """Send papers as they were compared, their differences settled by naming who is right; how many.

    `origin` says how the answers came, for all of them.

    ThuocDoError where one of them cannot be sent, or has moved on since; then none is.
    """
    check_taking(round_, origin, "entry")
    framework, kinds, ready = offered.framework, offered.vocabulary.question_types, {}
    for paper in papers:
        form = framework.form[paper.entries[0].form_id]
        answers = settled(framework, form, offered.vocabulary, paper, chosen)
        ready[paper.number] = as_sent(catalog.response_checks, kinds, framework, form, answers, origin)
    seen = {key: version for paper in papers for key, version in paper.seen.items()}
    if ready:
        told = f"{len(ready)} {origin}"  # not their numbers: a day has few responses
        with store.acting(_entry(by, "entry.send", round_, after=told)):
            store.send_entries(round_.id, ready, seen, by.at.date())
        store.empty_log()
    return len(ready)


def remove_entry(store: Store, round_: Round, entry: PaperEntry, by: By) -> None:
    """Forget what a clerk keyed in of a paper."""
    with store.acting(_entry(by, "entry.remove", round_, before=f"{entry.number}, {entry.clerk}")):
        store.remove_entry(entry)
    store.empty_log()


def _entry(by: By, what: str, round_: Round, *, before: str = "", after: str = "") -> Entry:
    return Entry(by.at, by.who, what, f"{about(round_.id)}/answers", before, after, by.reason)
