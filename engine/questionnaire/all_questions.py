"""A form laid open: every page and question that anybody may be asked, without an answer."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from engine.framework.models import Form, Framework, Page, Question
from engine.framework.text import forms_in, parted
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.piping import fill
from engine.wording.catalog import mark, say
from engine.wording.markup import to_html

THE_UNIT = mark("[tên đơn vị]")
THE_ROW = mark("[tên mục]")
EARLIER = "[…]"

KNOWN = {"editable": mark("Điền sẵn nếu đã biết; xin xem lại."), "fixed": mark("Số liệu có sẵn, không hỏi.")}
"""What is told of a question whose answer is known beforehand."""


@dataclass(frozen=True)
class OpenQuestion:
    """A question as it is read on paper; `others` are its words where a condition holds.

    `known` tells that its answer is filled in beforehand; `instead` are the boxes in place of an answer.
    """

    question: Question
    number: int
    text: str
    body: str
    hint: str
    instruction: str
    stem: str
    others: tuple[str, ...]
    options: tuple[str, ...]
    asks: bool
    depends: bool
    known: str = ""
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenPage:
    """A page as it is read on paper; `each` is the question for whose every choice it is asked again."""

    page: Page
    section: str
    title: str
    intro: str
    each: str
    depends: bool
    questions: tuple[OpenQuestion, ...]


def all_questions(framework: Framework, form: Form, vocabulary: Vocabulary, language: str) -> tuple[OpenPage, ...]:
    """All pages in order; a name in a text stands for what nobody has answered yet."""

    def words(text: str) -> str:
        return fill(text, lambda names, as_: _stand_in(names, as_, form, language))

    pages: list[OpenPage] = []
    number, section_before = 0, ""
    for page in form.pages:
        questions: list[OpenQuestion] = []
        stem_before = None
        for question in page.questions:
            asks = vocabulary.question_types[question.type].takes(question)
            number += asks
            stem = question.battery if question.battery != stem_before else None
            stem_before = question.battery
            text = question.text.within(language)
            questions.append(
                OpenQuestion(
                    question=question,
                    number=number if asks else 0,
                    text=words(text),
                    body="" if asks else to_html(text, words),
                    hint=words(question.hint.within(language)) if question.hint else "",
                    instruction=words(question.instruction.within(language)) if question.instruction else "",
                    stem=words(stem.text.within(language)) if stem else "",
                    others=tuple(words(x.text.within(language)) for x in question.variants if x.text),
                    options=tuple(o.label.within(language) for o in framework.options_of(question) if asks),
                    asks=asks,
                    depends=question.when is not None,
                    instead=tuple(label.within(language) for label in question.instead.values()),
                    known=say(KNOWN[question.given], language) if question.given else "",
                )
            )
        section = form.section_of.get(page.id)
        each = form.question.get(page.for_each or "")
        heading = words(section.title.within(language)) if section else ""
        pages.append(
            OpenPage(
                page=page,
                section=heading if heading != section_before else "",
                title=words(page.title.within(language)),
                intro=to_html(page.intro.within(language), words) if page.intro else Markup(""),
                each=each.text.within(language) if each else "",
                depends=page.when is not None or (section is not None and section.when is not None),
                questions=tuple(questions),
            )
        )
        section_before = heading
    return tuple(pages)


def _stand_in(names: str, as_: str, form: Form, language: str) -> str | None:
    """What stands for an answer that is not there yet; None for what is no name."""
    name = parted(names)[1][0]
    if forms := forms_in(as_):
        return forms[-1]
    if name in form.question:
        return EARLIER
    return {"unit": say(THE_UNIT, language), "row": say(THE_ROW, language)}.get(name)
