"""A whole framework file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from engine.framework.models.appraisal import Body
from engine.framework.models.base import Audience, Id, Noun, Status
from engine.framework.models.examples import Example
from engine.framework.models.forms import Form
from engine.framework.models.index import Band, Extra, Gate, Node, Reported, Unit, Units
from engine.framework.models.options import Option
from engine.framework.models.priorities import Priority
from engine.framework.models.publishing import Publish
from engine.framework.models.quality import Quality
from engine.framework.models.questions import Question
from engine.framework.models.reliability import ItemScale
from engine.framework.models.robustness import Robustness
from engine.framework.models.screening import Screen
from engine.framework.models.states import State
from engine.framework.text import Text


class Framework(Noun):
    """A whole framework: its forms, its index, its units."""

    thuocdo: Literal[1]
    id: Id
    title: Text
    edition: str
    status: Status
    source: Text
    languages: tuple[str, ...] = ("vi", "en")
    note: Text | None = None
    method: Text | None = None
    scales: Mapping[Id, tuple[Option, ...]] = Field(default_factory=dict)
    units: Units = Field(default_factory=Units)
    bodies: tuple[Body, ...] = ()
    forms: tuple[Form, ...] = ()
    quality: Quality | None = None
    index: Node
    screen: Screen | None = None
    reported: tuple[Reported, ...] = ()
    bands: tuple[Band, ...] = ()
    gates: tuple[Gate, ...] = ()
    extras: tuple[Extra, ...] = ()
    states: tuple[State, ...] = ()
    priorities: tuple[Priority, ...] = ()
    rank_ties: Literal["lowest", "highest", "dense"] = "lowest"
    publish: Publish | None = None
    robustness: Robustness | None = None
    reliability: tuple[ItemScale, ...] = ()
    examples: tuple[Example, ...] = ()

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every node by id, parents before children."""
        return {node.id: node for node in self.index.walk()}

    @cached_property
    def results(self) -> Mapping[str, Node | Reported]:
        """All that has a score: the nodes of the tree, then what is reported beside it."""
        return {**self.nodes, **{each.id: each for each in self.reported}}

    @cached_property
    def indicators(self) -> tuple[Node, ...]:
        """The leaves of the index in the order of the file."""
        return tuple(node for node in self.index.walk() if node.is_indicator)

    @cached_property
    def efforts(self) -> Mapping[str, float]:
        """What lifting an indicator by the whole width of its scale costs, where the file says so."""
        return {node.id: node.effort for node in self.indicators if node.effort is not None}

    @cached_property
    def priority(self) -> Mapping[str, Priority]:
        """The classes of urgency by id, the most urgent first."""
        return {each.id: each for each in self.priorities}

    @cached_property
    def of_respondents(self) -> frozenset[str]:
        """The results that rest, at least in part, on what respondents answered about the units."""
        own = {name for form in self.forms if form.audience is not Audience.RESPONDENTS for name in form.question}
        leaves = {node.id for node in self.indicators if not node.is_outside and not own.issuperset(node.source)}
        found = {node.id for node in self.index.walk() if any(below.id in leaves for below in node.walk())}
        return frozenset(found | {each.id for each in self.reported if not found.isdisjoint(each.of)})

    @property
    def terms(self) -> Publish | None:
        """What may be published: the file's own terms, else the usual ones; None where no form asks respondents."""
        if all(form.audience is not Audience.RESPONDENTS for form in self.forms):
            return None
        return self.publish or Publish()

    @cached_property
    def form(self) -> Mapping[str, Form]:
        """The forms by id."""
        return {form.id: form for form in self.forms}

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """Every question of every form by id; ids are unique in the whole file."""
        return {question.id: question for form in self.forms for question in form.question.values()}

    @cached_property
    def unit(self) -> Mapping[str, Unit]:
        """The units of the register by id."""
        return {unit.id: unit for unit in self.units.list}

    def options_of(self, question: Question) -> tuple[Option, ...]:
        """The options of a question, whether its own or those of the scale it names."""
        return self.scales[question.scale] if question.scale else question.options
