"""What of a new edition the old one had too, with the same meaning: matched by id, judged as `thuocdo diff` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.authoring.changes import Change, Effect, canonical
from engine.authoring.diff import diff
from engine.authoring.diff_questions import ANOTHER_THING
from engine.framework.expressions import parse
from engine.framework.models import Framework, Node, Question
from engine.framework.text import Text
from engine.framework.vocabulary import Vocabulary
from engine.scoring.change import Comparable


def comparable_of(old: Framework, new: Framework, vocabulary: Vocabulary) -> Comparable:
    """The indicators and questions of the new edition that mean in the old one what they mean now.

    A question is not comparable where a change breaks its answers, where another thing is asked for, or where it is
    computed in another way. An indicator is not where one of its questions is not, where its figures come from outside
    in one edition only, or where they are counted in something else. What scores are made by is another matter: rules,
    weights and directions may change.
    """
    broken = frozenset(_broken(diff(old, new, vocabulary), old, new))
    kept = {name for name in new.question if name in old.question and name not in broken}
    questions = frozenset(name for name in kept if _computed_alike(name, old, new, kept))
    leaves = {node.id: node for node in old.indicators}
    indicators = (node for node in new.indicators if node.id in leaves)
    alike = frozenset(node.id for node in indicators if _is_alike(leaves[node.id], node, questions))
    return Comparable(alike, questions)


def _broken(changes: Iterable[Change], old: Framework, new: Framework) -> Iterator[str]:
    """The questions whose answers given to the old edition cannot be read, or were given to another question."""
    for change in changes:
        noun, _, name = change.where.partition(" ")
        if change.effect is not Effect.ANSWERS:
            if noun == "question" and change.reason == ANOTHER_THING:
                yield name
        elif noun == "question":
            yield name
        elif noun == "scale":
            yield from (question.id for question in new.question.values() if question.scale == name)
        elif noun == "page":
            pages = (page for form in new.forms for page in form.pages if page.id == name)
            yield from (question.id for page in pages for question in page.questions)
        elif noun == "form":
            yield from (question for form in (*old.forms, *new.forms) if form.id == name for question in form.question)


def _computed_alike(name: str, old: Framework, new: Framework, kept: Iterable[str]) -> bool:
    """Whether a question is asked in both editions, or worked out in both by one formula from the same answers."""
    before, after = old.question[name], new.question[name]
    if before.formula is None or after.formula is None:
        return before.formula is after.formula
    if canonical(before.formula) != canonical(after.formula):
        return False
    read = [each for each in parse(after.formula).names if each in new.question]
    return all(each in kept and _worth(old, each) == _worth(new, each) for each in read)


def _worth(framework: Framework, name: str) -> dict[str, float | None]:
    """What each option of a question counts."""
    question: Question = framework.question[name]
    return {option.id: option.value for option in framework.options_of(question)}


def _is_alike(before: Node, after: Node, questions: frozenset[str]) -> bool:
    if before.is_outside or after.is_outside:
        return before.is_outside and after.is_outside and not _other_words(before.unit, after.unit)
    return questions.issuperset(after.source)


def _other_words(before: Text | None, after: Text | None) -> bool:
    """Whether what a figure is counted in has other words in every language that both have."""
    if before is None or after is None:
        return False
    both = before.root.keys() & after.root.keys()
    return bool(both) and all(before.root[language] != after.root[language] for language in both)
