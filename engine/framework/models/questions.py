"""The nouns of one question: its words, how it is told in other cases, and what it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from engine.framework.models.base import Code, Expression, Id, Noun, Order
from engine.framework.models.options import Option
from engine.framework.text import Text

VariantType = TypeVar("VariantType", bound=Noun)


def _known_how(given: object) -> object:
    """`given: true` is short for the kinder of the two ways."""
    return {True: "editable", False: None}[given] if isinstance(given, bool) else given


KnownHow = Annotated[
    Literal["editable", "fixed"] | None,
    BeforeValidator(_known_how, json_schema_input_type=Literal[True, "editable", "fixed"]),
]
"""How an answer that is known before anybody is asked stands in the form."""


class Guidance(Noun):
    """Words that are folded away below a title, for who wants them."""

    title: Text
    text: Text


class Definition(Noun):
    """A term and what it means here."""

    term: Text
    text: Text


class QuestionVariant(Noun):
    """Other words for a question where a condition holds; id, type and options stay."""

    when: Expression
    text: Text | None = None
    hint: Text | None = None
    instruction: Text | None = None
    short: Text | None = None

    @model_validator(mode="after")
    def _sayssomething(self) -> Self:
        return something(self)


def something(variant: VariantType) -> VariantType:
    """The same variant; ValueError if it changes no words."""
    keys = [key for key in type(variant).model_fields if key != "when"]
    if all(getattr(variant, key) is None for key in keys):
        raise ValueError(f"has no words of its own: one of {', '.join(f'`{key}`' for key in keys)}")
    return variant


class Battery(Noun):
    """What the items of a battery share: they are questions of their own, seen below one common `text`."""

    id: Id
    text: Text
    hint: Text | None = None
    order: Order | None = None


class Question(Noun):
    """One question; `settings` holds the keys that only its type knows, read into that type's own model.

    `order: random` shuffles the options, seeded by the response; reasons and exclusive options stay last. `default`
    stands in the fields until something is answered; `short` is what the question is called when it is looked back at.
    `options_from` offers what was chosen in an earlier question, which the reader has put among the options, or the
    rows of a list; where there is nothing to offer, the question is not asked. `given` is for what is known of a unit
    beforehand: `editable` stands in the fields and is asked, `fixed` is shown and not asked; `given_from` says whence.
    `instead` are boxes that may be ticked in place of an answer, by the reason for which there is none. Where units
    assess themselves, `proof` says whether evidence is asked for, and `verified_by` which body verifies it.
    """

    id: Id
    type: str
    text: Text
    code: Code | None = None
    hint: Text | None = None
    instruction: Text | None = None
    short: Text | None = None
    variants: tuple[QuestionVariant, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    definitions: tuple[Definition, ...] = ()
    interviewer: Text | None = None
    default: Any = None
    instead: Mapping[Literal["dont_know", "refused", "not_applicable"], Text] = Field(default_factory=dict)
    given: KnownHow = None
    given_from: Text | None = None
    required: bool = True
    when: Expression | None = None
    scale: Id | None = None
    options: tuple[Option, ...] = ()
    options_from: Id | None = None
    order: Order | None = None
    battery: Battery | None = None
    proof: Literal["none", "optional", "required"] | None = None
    verified_by: Id | None = None
    settings: Any = None

    def setting(self, key: str, default: Any = None) -> Any:
        """What the question's type was told under a key; the default for a key that it does not have."""
        if isinstance(self.settings, BaseModel):  # whose own way for a key that is not there is slow
            return vars(self.settings).get(key, default)
        return getattr(self.settings, key, default)

    @property
    def is_fixed(self) -> bool:
        """Whether what is known of it beforehand is shown, and nobody is asked."""
        return self.given == "fixed"

    @cached_property
    def formula(self) -> str | None:
        """What a computed question is worked out by; None for one that is asked."""
        formula: Expression | None = self.setting("formula")
        return formula

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """The lists whose rows are joined here; none for a question of another type."""
        lists: tuple[str, ...] = self.setting("lists", ())
        return lists

    @cached_property
    def draw(self) -> int | None:
        """How many of the units that were chosen before are drawn here; None for a question of another type."""
        draw: int | None = self.setting("draw")
        return draw
