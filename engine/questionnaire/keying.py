"""A form that was filled in elsewhere, on paper or on the telephone, taken along the form's own path and checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from engine.framework.missing import Missing
from engine.framework.models import Form, Framework
from engine.framework.question_types import Given
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.checking import missing_required
from engine.questionnaire.deciding import decides
from engine.questionnaire.path import Step, Walk, walk
from engine.questionnaire.reading import FieldComplaint, field_name, read_page
from engine.questionnaire.together import unmet
from engine.wording.catalog import mark

NOT_ANSWERED = mark("Câu này cần có trả lời. Nếu trên phiếu để trống, xin ghi !skipped.")
OFF_THE_PATH = mark("Theo các câu trả lời khác thì không hỏi câu này; câu trả lời này không được tính.")
NO_FILES = mark("Tệp đính kèm không nhập được ở đây; câu này để trống.")
NO_SUCH_PASS = mark("Phần này nói về đơn vị hoặc mục không được chọn ở các câu trước.")


@dataclass(frozen=True)
class Remark:
    """What is to be said about what was keyed in; `key.question` is "" for a whole pass, or for the whole form.

    `text` is a source text of the catalog. Where it only `warns`, the answers are taken all the same: nobody can ask
    who wrote them.
    """

    key: AnswerKey
    part: str
    text: str
    values: Mapping[str, str | float] = field(default_factory=dict)
    warns: bool = False


@dataclass(frozen=True)
class Keyed:
    """The answers on the path, and what is wrong or odd about what was keyed in."""

    answers: Answers
    remarks: tuple[Remark, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether it can be sent as it is."""
        return all(remark.warns for remark in self.remarks)


Fields = Mapping[AnswerKey, Given]
"""What was keyed in, as a page would post it: texts by question and pass, then by part."""

Reasons = Mapping[AnswerKey, Missing]
"""Questions of which it was said why there is no answer."""


def key_in(
    framework: Framework,
    form: Form,
    fields: Fields,
    reasons: Reasons,
    vocabulary: Vocabulary,
    language: str,
    known: Answers = MappingProxyType({}),
) -> Keyed:
    """Answer the form page by page as its path goes; `known` is not asked. Never raises for anything keyed in."""
    work = _Work(framework, form, fields, reasons, vocabulary, language, known)
    walked = work.go()
    remarks = {(each.key, each.text): each for each in (*work.remarks, *work.left_over(walked))}
    open_ = [
        Remark(key, "", NO_FILES if uploads else NOT_ANSWERED, warns=uploads)
        for step, question in missing_required(walked, vocabulary)
        if (key := AnswerKey(question.id, step.item)) not in reasons and key not in work.complained
        for uploads in [bool(vocabulary.question_types[question.type].uploads)]
    ]
    remarks.update(((each.key, each.text), each) for each in (*open_, *work.together(walked)))
    return Keyed(work.answers_on(walked), tuple(remarks.values()))


class _Work:
    """One form while it is gone through."""

    def __init__(
        self,
        framework: Framework,
        form: Form,
        fields: Fields,
        reasons: Reasons,
        vocabulary: Vocabulary,
        language: str,
        known: Answers,
    ) -> None:
        self._framework, self._form, self._vocabulary, self._language = framework, form, vocabulary, language
        self._fields, self._reasons = fields, reasons
        self._answers: dict[AnswerKey, Answer] = dict(known)
        self.remarks: list[Remark] = []
        self.complained: set[AnswerKey] = set()

    def go(self) -> Walk:
        """Read each page once, in the order of the path; the path at the end."""
        done: set[str] = set()
        walked = walk(self._framework, self._form, self._answers)
        while step := next((each for each in walked.steps if each.key not in done), None):
            done.add(step.key)
            read = self._read(step, walked)
            self._answers |= read
            if decides(self._form, step.page):
                walked = walk(self._framework, self._form, self._answers)
            else:
                walked = replace(walked, answers={**walked.answers, **read})
        return walk(self._framework, self._form, self._answers)

    def _read(self, step: Step, walked: Walk) -> dict[AnswerKey, Answer]:
        """The answers of one page: what was keyed in, then the reasons for having none."""
        posted: dict[str, tuple[str, ...]] = {}
        for question in step.page.questions:
            for part, texts in self._fields.get(AnswerKey(question.id, step.item), {}).items():
                posted[field_name(question, part)] = tuple(texts)
        reading = read_page(
            self._framework, self._form, step, self._answers, posted, self._vocabulary, self._language, walked
        )
        for complaint in reading.complaints:
            self._note(complaint, step)
        read = {key: answer for key, answer in reading.answers.items() if answer is not None}
        for question in step.page.questions:
            if reason := self._reasons.get(AnswerKey(question.id, step.item)):
                read[AnswerKey(question.id, step.item)] = Answer(None, reason)
        return {key: answer for key, answer in read.items() if key.question in self._form.question}

    def _note(self, complaint: FieldComplaint, step: Step) -> None:
        key = AnswerKey(complaint.question_id, step.item)
        if complaint.confirm or not complaint.question_id or key in self._reasons:
            return  # warnings are looked at in the end; a page's own fields are all known
        if not any(text.strip() for texts in self._fields.get(key, {}).values() for text in texts):
            return  # nothing was keyed in: told as an open question, or as a check of several answers
        self.complained.add(key)
        part = complaint.field.removeprefix(key.question).removeprefix(".")
        self.remarks.append(Remark(key, part, complaint.text, complaint.values))

    def left_over(self, walked: Walk) -> Iterator[Remark]:
        """What was keyed in and is not asked after these answers; a pass that there is not is told once."""
        items = {step.item for step in walked.steps}
        asked = {AnswerKey(question.id, visit.step.item) for visit in walked.visits for question in visit.questions}
        keyed = [key for key, given in self._fields.items() if any(map(any, given.values()))]
        for key in dict.fromkeys((*keyed, *self._reasons)):
            if key.item not in items and key.item:
                yield Remark(AnswerKey("", key.item), "", NO_SUCH_PASS)
            elif key not in asked:
                yield Remark(key, "", OFF_THE_PATH, warns=True)

    def together(self, walked: Walk) -> Iterator[Remark]:
        """What the answers together are not like; what a respondent would be asked to confirm only warns."""
        for each in unmet(self._framework, self._form, walked, self._answers, self._vocabulary, self._language):
            key = AnswerKey(each.on, each.key.item)
            yield Remark(key, "", each.text, each.values, warns=bool(each.confirm))

    def answers_on(self, walked: Walk) -> Answers:
        """What is kept: the answers to what is asked."""
        asked = {AnswerKey(question.id, visit.step.item) for visit in walked.visits for question in visit.questions}
        return {key: answer for key, answer in self._answers.items() if key in asked}
