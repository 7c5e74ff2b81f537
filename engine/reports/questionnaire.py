"""A blank questionnaire for paper: boxes to tick, lines to write on, and the way through it in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from engine.framework.models import Form, Framework, Question
from engine.framework.question_types import Asked, Yields
from engine.framework.text import Text
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.all_questions import OpenPage, OpenQuestion, all_questions
from engine.questionnaire.directions import Directions
from engine.reports.nouns import About
from engine.wording.catalog import mark, say
from engine.wording.order import sort_key

MOST_PASSES = 5
"""So often a part about units or rows is printed where the form sets no limit."""

ROWS = 5
LONG = 3
"""So many lines there are for a list, and for a longer text."""

SHORT = 28
"""Options stand beside one another where each is no longer than this."""

PARTS = {
    "done": mark("Đã làm được"), "due": mark("Tổng số"), "start": mark("Từ ngày"), "end": mark("Đến ngày"),
    "years": mark("năm"), "months": mark("tháng"), "weeks": mark("tuần"), "days": mark("ngày"), "hours": mark("giờ"),
    "minutes": mark("phút"),
}  # fmt: skip

DAY = mark("(ngày/tháng/năm)")
MONTH = mark("(tháng/năm)")


@dataclass(frozen=True)
class Box:
    """Something to tick, with the number under which it is keyed in.

    `then` is the number of the question to go on with (0: the next, -1: none).
    """

    number: int
    label: str
    then: int = 0
    detail: str = ""


@dataclass(frozen=True)
class Boxes:
    """What may be ticked together, under a title such as that of a group of units."""

    title: str
    boxes: tuple[Box, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.boxes)


@dataclass(frozen=True)
class Blank:
    """Something to be written: what stands before and after it."""

    before: str = ""
    after: str = ""
    is_short: bool = True


@dataclass(frozen=True)
class PaperQuestion:
    """A question as it is printed; `lines` are to write on, `most` how many boxes may be ticked."""

    said: OpenQuestion
    only_if: str
    boxes: tuple[Boxes, ...] = ()
    blanks: tuple[Blank, ...] = ()
    lines: int = 0
    is_ranked: bool = False
    is_several: bool = False
    most: int = 0
    beside: bool = False


@dataclass(frozen=True)
class PaperPage:
    """A page of the form as a part of the paper."""

    said: OpenPage
    only_if: str
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True)
class Block:
    """Parts that are printed once, or `times` times with a place for the name of the unit or row."""

    pages: tuple[PaperPage, ...]
    times: int = 1
    each: str = ""
    is_unit: bool = True


@dataclass(frozen=True)
class Questionnaire:
    """The whole paper; `address` says where it goes when it is filled in."""

    framework: Framework
    form: Form
    about: About
    address: str
    blocks: tuple[Block, ...]


def questionnaire_of(
    framework: Framework,
    form: Form,
    vocabulary: Vocabulary,
    language: str,
    about: About,
    *,
    address: str = "",
    times: int | None = None,
) -> Questionnaire:
    """The blank paper of a form; parts about units are printed `times` times, else as often as may be chosen."""
    pages = all_questions(framework, form, vocabulary, language)
    numbers = {each.question.id: each.number for page in pages for each in page.questions if each.asks}
    work = _Work(Directions(framework, form, vocabulary, numbers, language))
    blocks = []
    for over, together in groupby(pages, key=lambda page: page.page.for_each):
        found = tuple(work.page(page) for page in together)
        question = form.question.get(over or "")
        if question is None:
            blocks.append(Block(found))
            continue
        is_unit = vocabulary.question_types[question.type].yields is Yields.UNITS
        often = times or min(question.setting("max") or MOST_PASSES, MOST_PASSES)
        blocks.append(Block(found, often, question.text.within(language), is_unit))
    return Questionnaire(framework, form, about, address, tuple(blocks))


@dataclass(frozen=True)
class _Work:
    """Turns questions into what is printed of them."""

    way: Directions

    def page(self, page: OpenPage) -> PaperPage:
        section = self.way.form.section_of.get(page.page.id)
        both = [each.when for each in (section, page.page) if each is not None and each.when]
        only_if = "; ".join(filter(None, map(self.way.condition, both)))
        return PaperPage(page, only_if, tuple(self._question(each) for each in page.questions))

    def _question(self, said: OpenQuestion) -> PaperQuestion:
        question, language = said.question, self.way.language
        only_if = self.way.condition(question.when)
        if not said.asks:
            return PaperQuestion(said, only_if)
        kind = self.way.vocabulary.question_types[question.type]
        if said.options:
            return self._chosen(said, only_if)
        match kind.yields:
            case Yields.UNITS:
                boxes = tuple(self._units(question))
                most = question.setting("max") or 0
                return PaperQuestion(said, only_if, boxes, is_several=most != 1, most=most)
            case Yields.ROWS:
                return PaperQuestion(said, only_if, lines=min(question.setting("max") or ROWS, ROWS))
            case Yields.TEXT:
                is_long = "long" in question.type or "find" in kind.parts(Asked(question))
                return PaperQuestion(said, only_if, lines=LONG if is_long else 1)
            case Yields.OPTION | Yields.OPTIONS | Yields.FILES | Yields.NOTHING:
                return PaperQuestion(said, only_if, lines=1)
        before, after = (_words(question.setting(side), language) for side in ("prefix", "suffix"))
        parts = [part for part in kind.parts(Asked(question)) if part]
        if kind.yields is Yields.PARTS:
            blanks = tuple(Blank(before=self._part(question, part)) for part in parts)
        elif parts:
            blanks = tuple(Blank(after=self._part(question, part)) for part in parts)
        elif kind.yields is Yields.DATE:
            blanks = (Blank(after=say(MONTH if question.type == "month" else DAY, language)),)
        else:
            blanks = (Blank(before, after),)
        return PaperQuestion(said, only_if, blanks=blanks)

    def _chosen(self, said: OpenQuestion, only_if: str) -> PaperQuestion:
        question, language = said.question, self.way.language
        kind = self.way.vocabulary.question_types[question.type]
        boxes = []
        for number, option in enumerate(self.way.framework.options_of(question), start=1):
            detail = ""
            if option.detail:
                detail = _words(option.detail.label, language) or say(mark("ghi rõ"), language)
                lines = [line.within(language) for line in option.detail.options.values()]
                detail = ": ".join(filter(None, (detail, " / ".join(lines))))
                detail = " ".join(filter(None, (detail, _words(option.detail.suffix, language))))
            boxes.append(Box(number, option.label.within(language), self.way.leads_to(question, option), detail))
        is_several = kind.yields is Yields.OPTIONS
        plain = all(not box.then and not box.detail and len(box.label) <= SHORT for box in boxes)
        return PaperQuestion(
            said,
            only_if,
            (Boxes("", tuple(boxes)),),
            is_ranked=kind.ordered,
            is_several=is_several,
            most=(question.setting("top") if kind.ordered else question.setting("max")) or 0,
            beside=plain,
        )

    def _units(self, question: Question) -> Iterator[Boxes]:
        framework, language = self.way.framework, self.way.language
        offers = getattr(question.settings, "offers", lambda _unit: True)
        offered = [unit for unit in framework.units.list if offers(unit)]
        titles: Sequence[tuple[str | None, Text | None]] = [*framework.units.groups.items(), (None, None)]
        for group, title in titles:
            own = [
                Box(number, unit.title.within(language))
                for number, unit in enumerate(offered, start=1)
                if unit.group == group
            ]
            if own:
                own.sort(key=lambda box: sort_key(box.label, language))
                named = title.within(language) if title else say(mark("Chưa xếp nhóm"), language)
                yield Boxes(named if len(own) < len(offered) or title else "", tuple(own))

    def _part(self, question: Question, part: str) -> str:
        own = _words(question.setting(part), self.way.language)
        return own or (say(PARTS[part], self.way.language) if part in PARTS else part)


def _words(text: object, language: str) -> str:
    return text.within(language) if isinstance(text, Text) else ""
