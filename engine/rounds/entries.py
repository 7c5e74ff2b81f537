"""Two clerks key in one paper: what they differ in, and the response that comes of it once that is settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from engine.framework.models import Form, Framework
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.checking import missing_required
from engine.questionnaire.path import walk
from engine.questionnaire.together import unmet
from engine.store.nouns import PaperEntry
from engine.wording.catalog import say

CLERKS = 2
"""So many clerks key in each paper."""

PAPER, PHONE = "paper", "phone"
KEYED = (PAPER, PHONE)
"""How answers came that clerks key in; the numbers of both are one series."""


@dataclass(frozen=True)
class Difference:
    """A question that two clerks answered differently; None where one of them has no answer."""

    key: AnswerKey
    answers: Mapping[str, Answer | None]


@dataclass(frozen=True)
class Compared:
    """One paper as its clerks keyed it in."""

    number: str
    entries: tuple[PaperEntry, ...]
    differences: tuple[Difference, ...]

    @property
    def clerks(self) -> tuple[str, ...]:
        """Who keyed it in."""
        return tuple(entry.clerk for entry in self.entries)

    @property
    def state(self) -> str:
        """`waiting` for another clerk, `unfinished` where the form does not take all of it, `differs` or `equal`."""
        if not all(entry.is_sound for entry in self.entries):
            return "unfinished"
        if len(self.entries) < CLERKS:
            return "waiting"
        return "differs" if self.differences else "equal"

    @property
    def seen(self) -> Mapping[tuple[str, str], int]:
        """The versions that were compared, by number and clerk."""
        return {(self.number, entry.clerk): entry.version for entry in self.entries}


def compared(entries: Sequence[PaperEntry]) -> list[Compared]:
    """Every paper with the questions that its clerks differ in, by number; entries come by number."""
    found = []
    for number, together in groupby(entries, key=lambda entry: entry.number):
        own = tuple(together)
        keys = dict.fromkeys(key for entry in own for key in entry.answers)
        differing = (
            Difference(key, {entry.clerk: entry.answers.get(key) for entry in own})
            for key in keys
            if any(entry.answers.get(key) != own[0].answers.get(key) for entry in own)
        )
        found.append(Compared(number, own, tuple(differing)))
    return found


def settled(
    framework: Framework, form: Form, vocabulary: Vocabulary, paper: Compared, chosen: Mapping[AnswerKey, str]
) -> Answers:
    """The answers of a paper where each difference was settled by naming the clerk who is right.

    Raises ThuocDoError for a paper that is not ready, differences that are left, and answers that do not go together.
    """
    if paper.state in ("waiting", "unfinished"):
        why = "two clerks must key it in" if paper.state == "waiting" else "an entry of it still has mistakes"
        raise ThuocDoError(f"The paper {paper.number} cannot be sent yet: {why}.")
    if strange := [clerk for clerk in chosen.values() if clerk not in paper.clerks]:
        raise ThuocDoError(f"{strange[0]} did not key in the paper {paper.number}; {' and '.join(paper.clerks)} did.")
    answers = dict(paper.entries[0].answers)
    for each in paper.differences:
        right = each.answers.get(chosen.get(each.key, ""))
        answers.pop(each.key, None)
        if right is not None:
            answers[each.key] = right
    walked = walk(framework, form, answers)
    on_path = {AnswerKey(question.id, visit.step.item) for visit in walked.visits for question in visit.questions}
    left = [each.key for each in paper.differences if each.key not in chosen and _counts(each.key, on_path, paper)]
    if left:
        names = ", ".join(name_of(key) for key in left)
        raise ThuocDoError(f"The paper {paper.number} still differs in {names}: say who is right with --take.")
    open_ = [
        name_of(key)
        for step, question in missing_required(walked, vocabulary)
        if (key := AnswerKey(question.id, step.item)) not in answers
    ]
    unmet_ = unmet(framework, form, walked, answers, vocabulary, "en")
    failing = [say(each.text, "en", **each.values) for each in unmet_ if not each.confirm]
    if open_ or failing:
        why = " ".join([*(f"{name} is not answered." for name in open_), *failing])
        raise ThuocDoError(f"The answers chosen for the paper {paper.number} do not go together: {why}")
    return {key: answer for key, answer in answers.items() if key in on_path}


def _counts(key: AnswerKey, on_path: set[AnswerKey], paper: Compared) -> bool:
    """Whether a difference has to be settled: not where the answers chosen so far lead past it."""
    deciding = {each.key for each in paper.differences if not each.key.item}
    return key in on_path or key in deciding


def name_of(key: AnswerKey) -> str:
    """A question as the command line names it: `days@so-y-te`."""
    return f"{key.question}@{key.item}" if key.item else key.question


def key_named(text: str) -> AnswerKey:
    """The question that the command line names."""
    question, _, item = text.partition("@")
    return AnswerKey(question, item)
