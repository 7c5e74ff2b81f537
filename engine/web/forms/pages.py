"""A form page at one moment of one response, with stored answers or with what was typed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from engine.framework.models import Form, Framework
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.known import prefilled
from engine.questionnaire.names import lookup
from engine.questionnaire.one_page import in_pass, written
from engine.questionnaire.path import Step, walk
from engine.questionnaire.piping import fill, pipe_of, title_of
from engine.questionnaire.progress import progress
from engine.questionnaire.reading import FieldComplaint, asked, standing
from engine.questionnaire.shuffling import shuffled_questions
from engine.questionnaire.variants import worded
from engine.web.forms.anchors import field_id
from engine.web.forms.given import made_of
from engine.web.forms.page_fields import aside_of, field_of
from engine.web.forms.page_nouns import Doubt, Mistake, PageView, Part, Pass, Posted
from engine.wording.catalog import say
from engine.wording.markup import to_html


def page_view(
    framework: Framework,
    form: Form,
    step: Step,
    answers: Answers,
    version: int,
    vocabulary: Vocabulary,
    language: str,
    *,
    seed: str = "",
    typed: Posted | None = None,
    retype: Collection[str] | None = None,
    complaints: Sequence[FieldComplaint] = (),
) -> PageView:
    """The page with stored answers; `typed` text stands in the questions of `retype` (all, if None).

    `seed` decides every random order; the same seed gives the same order.
    """
    position, total = progress(framework, form, step, answers)
    walked = walk(framework, form, answers)
    kinds = vocabulary.question_types
    said = [(each, say(each.text, language, **each.values)) for each in complaints]

    def pass_of(each: Step) -> Pass:
        pipe = pipe_of(framework, form, each, walked.answers, vocabulary, language)
        others = lookup(framework, form, walked.answers, each.item)
        fields = tuple(
            field_of(
                standing(asked(framework, worded(question, others), language), others),
                framework,
                each,
                (answers if kinds[question.type].takes(question) else walked.answers).get(key),
                prefilled(key, answers) if question.given else None,
                kinds[question.type],
                pipe,
                seed,
                typed if retype is None or in_pass(each, question).id in retype else None,
                said,
            )
            for question in shuffled_questions(each.page, walked.questions_of(each), seed)
            for key in (AnswerKey(question.id, each.item),)
        )
        fields = tuple(
            replace(field, made_of=made_of(framework, form, walked, each, field.question, vocabulary, language))
            if getattr(field.settings, "with_answers", False)
            else field
            for field in fields
        )
        about = title_of(framework, each, walked.answers, language) if each.page.on_one_page else ""
        key = f"{each.page.id}-{written(each.item)}" if each.page.continues else written(each.item)
        return Pass(key, about, fields, level=3 if each.page.continues else 2)

    def begun(before: Step | None, each: Step) -> Pass:
        made = pass_of(each)
        if before is None or before.page.id == each.page.id:
            return made
        above = Step(each.page)
        pipe = pipe_of(framework, form, above, walked.answers, vocabulary, language)
        page = worded(each.page, lookup(framework, form, walked.answers, ""))
        intro = to_html(page.intro.within(language), lambda words: fill(words, pipe)) if page.intro else ""
        part = Part(fill(page.title.within(language), pipe), intro, aside_of(page, language, pipe))
        return replace(made, begins=part)

    seen = walked.seen_with(step)
    passes = tuple(begun(before, each) for before, each in zip((None, *seen), seen, strict=False))
    above = Step(step.page) if step.page.on_one_page else step  # what stands above all passes is about none of them
    pipe = pipe_of(framework, form, above, walked.answers, vocabulary, language)
    asked_as = {
        field.question.id: f"{each.about}: {field.text}" if each.about and each.about not in field.text else field.text
        for each in passes
        for field in each.fields
    }
    page = worded(step.page, lookup(framework, form, walked.answers, above.item))
    title = fill(page.title.within(language), pipe)
    return PageView(
        step=step,
        title=title,
        tab=fill(page.browser_title.within(language), pipe) if page.browser_title else title,
        intro=to_html(page.intro.within(language), lambda words: fill(words, pipe)) if page.intro else "",
        aside=aside_of(page, language, pipe),
        unit=title_of(framework, above, walked.answers, language),
        position=position,
        total=total,
        passes=passes,
        mistakes=tuple(
            Mistake(text, field_id(each.field) if each.field else "", asked_as.get(each.question_id, ""))
            for each, text in said
        ),
        version=version,
        warnings=tuple(
            Doubt(field_id(each.field), each.field, text, each.confirm) for each, text in said if each.confirm
        ),
    )
