"""What a rule is: a plain function whose keyword-only arguments are the settings that the YAML may give."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from engine.framework.rule_at import ANY, Misuse, Range, RuleAt


class RuleKind(StrEnum):
    """The steps at which a rule may stand, in the order in which they run."""

    MEASURE = "measure"
    TREAT = "treat"
    NORMALISE = "normalise"
    AGGREGATE = "aggregate"
    GATE = "gate"


@dataclass(frozen=True)
class Rule:
    """A named rule; its docstring gives formula, edge rule and source, its keyword-only arguments the settings.

    What else the engine may ask about it, and what holds where it does not say:

    ends     between which ends its results lie, from what they are made of and the settings: of a measure the ends of
             its questions' points, of a treatment or a normaliser those of the values, of an aggregator its `Part`s.
             Not said: anything. With it a file is told of bands and gates that nothing reaches.
    checks   mistakes that only the file tells, such as the name of a unit that there is not. Not said: none.
    adds_up  an aggregator of points, whose score is shown as points out of the most that there are. Not said: no.
    by_share  an aggregator that only feels how the weights of neighbours compare: all of them times two changes
             nothing. Not said: their size may matter.
    rises    an aggregator whose result never falls when a child's score rises, so that ranges of scores can be told
             from those of others. Not said: only that one unknown among known ones is known.
    linear   an aggregator under which what a child gives does not depend on the other children's scores. Not said: it
             does.
    looks    what a treatment or a normaliser makes a unit's result of beside its own value: nothing (`itself`), the
             best and the worst of those it is compared with (`ends`), or any of them (`others`). With whom it compares
             tells its setting `over`: the `group`, `frozen` for nobody, and else everybody. Not said: others, since
             the gate for small cells takes no chances.
    amounts  a measure's companion, of which results are sums of amounts or ratios of such: takes the same ratings and
             settings, and gives what each record brings, one array (records,) a sum. Of it nobody may carry too large
             a share. Not said: a record brings its weight alone.
    reads    what a measure makes its value of: `values` of answers (numbers, points of options), chosen `options`, or
             that there are `answers` at all. Said, a question that cannot give it is remarked upon. Not said: anything.
    turns    whether a normaliser heeds `direction: lower`; one that says no is told where a file counts on it. Not
             said: it does.
    words    what it does in a few words of each language, for the method on pages: {"vi": …, "en": …}. Not said: that
             it is the framework's own.
    linearise  a measure's companion: takes the same ratings and settings, and tells how its value comes from records
               (`engine.scoring.linear`), which its standard error is worked out from, and draws of a bootstrap at once.
               Not said: respondents are drawn, and the rule is called for each block of draws.
    fraction   a measure's companion: takes the same ratings and settings, and gives what is divided by what
               (`engine.scoring.arrays.Fraction`), so that ratios of many units are made of summed numerators and
               denominators. Not said: it is no ratio.
    passes     an aggregator that counts: takes its scores (children, units) and settings, and tells which of them are
               counted. Not said: it counts nothing.
    An aggregator may bring how its result is taken apart, with the same settings; without, Shapley values do it:

    parts  (scores, weights) -> (..., children, units): what each child gives, adding up to the result
    gaps   (scores, weights, others, their weights) -> (..., children, units): what each child gives to result less
           other result, adding up to that; NaN for a pair that it cannot tell
    """

    name: str
    kind: RuleKind
    apply: Callable[..., Any]
    linearise: Callable[..., Any] | None = None
    ends: Callable[..., Range] | None = None
    checks: Callable[[RuleAt], Iterable[Misuse]] | None = None
    adds_up: bool = False
    by_share: bool = False
    rises: bool = False
    linear: bool = False
    looks: Literal["itself", "ends", "others"] | None = None
    amounts: Callable[..., tuple[Any, ...]] | None = None
    fraction: Callable[..., Any] | None = None
    passes: Callable[..., Any] | None = None
    reads: Literal["values", "options", "answers"] | None = None
    turns: bool = True
    words: Mapping[str, str] = field(default_factory=dict)
    parts: Callable[..., Any] | None = None
    gaps: Callable[..., Any] | None = None

    def ends_of(self, made_of: object, settings: Mapping[str, Any]) -> Range:
        """Between which ends the results lie; ANY if the rule does not say, or its settings are not whole."""
        if self.ends is None or not self.settings.model_fields.keys() <= settings.keys():
            return ANY
        low, high = self.ends(made_of, **settings)
        return float(low), float(high)

    @cached_property
    def settings(self) -> type[BaseModel]:
        """The settings as a model, so that a file's values are checked and converted when it is loaded."""
        hints = get_type_hints(self.apply, include_extras=True)
        fields: dict[str, Any] = {
            name: (hints[name], ... if given.default is inspect.Parameter.empty else given.default)
            for name, given in inspect.signature(self.apply).parameters.items()
            if given.kind is inspect.Parameter.KEYWORD_ONLY
        }
        return create_model(f"{self.name}_settings", __config__=ConfigDict(extra="forbid", frozen=True), **fields)

    @cached_property
    def pools(self) -> bool:
        """Whether a measure takes any number of questions as one pool, rather than each in a role of its own."""
        kinds = [given.kind for given in inspect.signature(self.apply).parameters.values()]
        return inspect.Parameter.VAR_POSITIONAL in kinds

    @cached_property
    def compares(self) -> bool:
        """Whether an aggregator compares units with each other, and so is given the peers."""
        return "peers" in inspect.signature(self.apply).parameters

    @property
    def reference(self) -> str:
        """The rule's own words."""
        return inspect.getdoc(self.apply) or ""


@dataclass(frozen=True)
class Step:
    """A rule with its settings checked: ready to be applied to arrays."""

    rule: Rule
    settings: Mapping[str, Any]

    def __call__(self, *arrays: Any) -> Any:
        """Apply the rule; what goes in and comes out is documented at its kind in `engine.scoring.arrays`."""
        return self.rule.apply(*arrays, **self.settings)
