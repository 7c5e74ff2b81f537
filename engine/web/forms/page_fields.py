"""One question as its template sees it, with what may be chosen, unfolded or found there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from engine.framework.defaults import default_of
from engine.framework.models import Framework, Page, Question, Unit
from engine.framework.question_types import Asked, Names, QuestionType, Yields
from engine.framework.text import Text
from engine.questionnaire.answers import Answer
from engine.questionnaire.one_page import in_pass
from engine.questionnaire.path import Step
from engine.questionnaire.piping import Pipe, fill
from engine.questionnaire.reading import INSTEAD, FieldComplaint, field_names
from engine.questionnaire.shuffling import shuffled_options
from engine.web.forms.anchors import field_id
from engine.web.forms.known_words import known_in_words, lacking_in_words
from engine.web.forms.page_nouns import Aside, Field, Posted, UnitGroup
from engine.wording.markup import to_html
from engine.wording.order import sort_key


def field_of(
    before: Asked,
    framework: Framework,
    step: Step,
    answer: Answer | None,
    known: Answer | None,
    kind: QuestionType,
    pipe: Pipe,
    seed: str,
    typed: Posted | None,
    said: Sequence[tuple[FieldComplaint, str]],
) -> Field:
    """A question with its stored answer, what was known of it, its default, or what was typed; complaints beside."""
    question, language, takes = before.question, before.language, kind.takes(before.question)
    named = in_pass(step, question)
    parts = {} if question.is_fixed else field_names(named, kind, before)
    before = replace(before, details=answer.details if answer else {})
    values: Mapping[str, Sequence[str]] = {}
    if typed is not None and not kind.uploads:  # files are kept or refused: nobody can type them
        values = {part: typed.get(name, ()) for part, name in parts.items()}
    elif answer is not None and answer.value is not None:
        values = kind.shown(before, answer.value)
    elif answer is None and known is not None and known.value is not None:
        before = replace(before, details=known.details)
        values = kind.shown(before, known.value)
    elif answer is None and question.default is not None:
        default = default_of(framework, question, kind)
        before = replace(before, details=default.details)
        values = kind.shown(before, default.value) if default.value is not None else {}
    if typed is None and answer is not None and (reason := answer.missing.name.lower()) in question.instead:
        values = {INSTEAD: (reason,)}
    text = question.text.within(language)
    return Field(
        question=named,
        text=fill(text, pipe),
        body="" if takes else to_html(text, lambda words: fill(words, pipe)),
        aside=aside_of(question, language, pipe),
        instruction=fill(question.instruction.within(language), pipe) if question.instruction else "",
        hint=fill(question.hint.within(language), pipe) if question.hint else "",
        options=shuffled_options(question, before.options, seed),
        groups=unit_groups(framework, question, language, before.names) if kind.yields is Yields.UNITS else (),
        settings=question.settings,
        values={part: values.get(part, ()) for part in parts},
        complaints={part: text for part, name in parts.items() for each, text in reversed(said) if each.field == name},
        names=parts,
        ids={part: field_id(name) for part, name in parts.items()},
        takes_answer=takes,
        known=known_in_words(before, kind, known, answer) if question.given else "",
        lacking=lacking_in_words(answer, language) if question.is_fixed else "",
        stem=fill(question.battery.text.within(language), pipe) if question.battery else "",
        stem_hint=fill(question.battery.hint.within(language), pipe)
        if question.battery and question.battery.hint
        else "",
        found=found_in(question, values.get("find", ("",)), language),
        uploads=bool(kind.uploads),
        words=tuple(kind.in_words(before, answer.value)) if answer and answer.value is not None else (),
    )


def aside_of(noun: Page | Question, language: str, pipe: Pipe = lambda _name, _as: None) -> Aside:
    """The explanations of a page or question, their names filled in."""

    def filled(words: str) -> str:
        return fill(words, pipe)

    guidance = [(filled(x.title.within(language)), to_html(x.text.within(language), filled)) for x in noun.guidance]
    terms = [(x.term.within(language), to_html(x.text.within(language), filled)) for x in noun.definitions]
    return Aside(tuple(guidance), tuple(terms))


def found_in(question: Question, typed: Sequence[str], language: str) -> tuple[tuple[str, str], ...]:
    """The lines of a long list that fit what was typed: code and label, or a suggestion and nothing more."""
    find = getattr(question.settings, "lines_found", None)
    return find(typed[0][:200], language) if find is not None and typed else ()


def unit_groups(
    framework: Framework, question: Question, language: str, names: Names = lambda _name: None
) -> tuple[UnitGroup, ...]:
    """The units that a question offers, by group in the file's order, those without a group last."""

    def by_title(units: Iterable[Unit]) -> tuple[Unit, ...]:
        return tuple(sorted(units, key=lambda unit: sort_key(unit.title.within(language), language)))

    offers = getattr(question.settings, "offers", lambda _unit: True)
    offered = [unit for unit in framework.units.list if offers(unit)]
    if (among := getattr(question.settings, "among", None)) is not None:
        chosen = names(among)
        offered = [unit for unit in offered if isinstance(chosen, tuple) and unit.id in chosen]
    titles: list[tuple[str | None, Text | None]] = [*framework.units.groups.items(), (None, None)]
    groups = (UnitGroup(title, by_title(unit for unit in offered if unit.group == group)) for group, title in titles)
    return tuple(group for group in groups if group.units)
