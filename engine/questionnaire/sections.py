"""The parts of a form as a task list shows them: each with its steps on the path and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.framework.models import Form, Framework, Section
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.checking import is_open
from engine.questionnaire.names import holds, lookup
from engine.questionnaire.path import Step, Visit, Walk
from engine.questionnaire.together import failing, in_doubt


class Status(StrEnum):
    """How far a part has come."""

    COMPLETE = "complete"
    BEGUN = "begun"
    NOT_BEGUN = "not_begun"
    LOCKED = "locked"
    WRONG = "wrong"


@dataclass(frozen=True)
class Part:
    """A section, or one pass of a section that repeats; `goes_on` is where it is taken up, None while it is locked."""

    section: Section
    item: str
    steps: tuple[Step, ...]
    status: Status
    goes_on: Step | None

    @property
    def key(self) -> str:
        """How addresses name it, as steps are named."""
        return f"{self.section.id}/{self.item}" if self.item else self.section.id


def part_key(form: Form, step: Step) -> tuple[str, str]:
    """The section of a step, with its item where the whole section repeats; two empty texts outside of sections."""
    section = form.section_of.get(step.page.id)
    if section is None:
        return "", ""
    return section.id, step.item if _repeats(form, section) else ""


def parts_of(
    framework: Framework, form: Form, walked: Walk, kept: Answers, vocabulary: Vocabulary, language: str = "vi"
) -> tuple[Part, ...]:
    """The parts to be seen now, in order; `kept` are all stored answers, confirmations too.

    What repeats over a question that is not answered yet stands once, locked; while a `first` section is not complete,
    those that are not first are locked.
    """
    found: list[Part] = []
    for section in form.sections:
        items = dict.fromkeys(
            part_key(form, visit.step)[1] for visit in walked.visits if visit.step.page.section == section.id
        )
        for item in items:
            visits = [visit for visit in walked.visits if part_key(form, visit.step) == (section.id, item)]
            found.append(_part(framework, form, section, item, visits, walked, kept, vocabulary, language))
        if not items and _waits(framework, form, section, walked):
            found.append(Part(section, "", (), Status.LOCKED, None))
    if all(part.status is Status.COMPLETE for part in found if part.section.first):
        return tuple(found)
    return tuple(
        part if part.section.first else Part(part.section, part.item, part.steps, Status.LOCKED, None) for part in found
    )


def _repeats(form: Form, section: Section) -> bool:
    return all(page.for_each and not page.on_one_page for page in form.pages if page.section == section.id)


def _waits(framework: Framework, form: Form, section: Section, walked: Walk) -> bool:
    """Whether a section without steps may still get some: what it repeats over is not answered."""
    named = {page.for_each for page in form.pages if page.section == section.id}
    waiting = all(name is not None and AnswerKey(name) not in walked.answers for name in named)
    return waiting and holds(section.when, lookup(framework, form, walked.answers, ""))


def _part(
    framework: Framework,
    form: Form,
    section: Section,
    item: str,
    visits: list[Visit],
    walked: Walk,
    kept: Answers,
    vocabulary: Vocabulary,
    language: str,
) -> Part:
    steps = tuple(visit.step for visit in visits)
    wrong = [visit.step for visit in visits if _is_wrong(framework, form, visit, walked, kept, language)]
    answers = [
        (visit.step, question.required, _answer(walked, visit.step, question.id))
        for visit in visits
        for question in visit.questions
        if vocabulary.question_types[question.type].takes(question)
    ]
    unseen = [step for step, _required, answer in answers if answer is None]
    lacking = [step for step, required, answer in answers if required and is_open(answer)]
    if not unseen and not lacking:
        status = Status.WRONG if wrong else Status.COMPLETE
        return Part(section, item, steps, status, wrong[0] if wrong else steps[0])
    begun = len(unseen) < len(answers)
    status = Status.WRONG if wrong else Status.BEGUN if begun else Status.NOT_BEGUN
    goes_on = next(step for step in steps if step in unseen or step in lacking)
    return Part(section, item, steps, status, goes_on if begun else steps[0])


def _answer(walked: Walk, step: Step, question_id: str) -> Answer | None:
    return walked.answers.get(AnswerKey(question_id, step.item))


def _is_wrong(framework: Framework, form: Form, visit: Visit, walked: Walk, kept: Answers, language: str) -> bool:
    """Whether an error of the page stands, such as a sum that no longer adds up; a warning is no error."""
    step = visit.step
    checks = [check for check in step.page.checks if not check.warn]
    names = lookup(framework, form, walked.answers, step.item)
    if checks and failing(checks, names, step.item, kept, language):
        return True
    return any(not doubt.confirm for doubt in in_doubt(visit, walked.answers, names))
