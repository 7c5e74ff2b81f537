"""The units' own answers, as conditions see them, with those of one unit exchanged, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.framework.array_chosen import Chosen
from engine.framework.missing import Missing
from engine.scoring.arrays import FloatArray, ReasonArray
from engine.scoring.chain import Chain
from engine.scoring.other_answers import Answer
from engine.scoring.scene import Answered


@dataclass(frozen=True)
class Changed:
    """What a name in a condition stands for; `draws` holds by question values (draws, units), and reasons (units,)."""

    chain: Chain
    draws: Mapping[str, tuple[FloatArray, ReasonArray]]

    @classmethod
    def of(cls, chain: Chain, unit: int, changes: Sequence[Mapping[str, Answer]]) -> Changed:
        """The answers with those of the unit at a position exchanged; what no condition asks for is left out."""
        asked = {name for change in changes for name in change} & chain.questions
        return cls(chain, {name: _exchanged(chain, name, unit, changes) for name in sorted(asked)})

    @property
    def answer(self) -> Answered | None:
        """The answers of all draws; None where nothing is exchanged."""
        return self._told if self.draws else None

    def at(self, draw: int) -> Answered | None:
        """The answers of one draw."""
        if not self.draws:
            return None
        one = {name: (_draw(values, draw), reasons) for name, (values, reasons) in self.draws.items()}
        return replace(self, draws=one).answer

    def _told(self, question: str) -> tuple[FloatArray, ReasonArray]:
        return self.draws[question] if question in self.draws else self.chain.answer(question)


def _exchanged(
    chain: Chain, name: str, unit: int, changes: Sequence[Mapping[str, Answer]]
) -> tuple[FloatArray, ReasonArray]:
    values, reasons = chain.answer(name)
    many = np.repeat(np.asarray(values)[np.newaxis], len(changes), axis=0)
    picked = values.picked if isinstance(values, Chosen) else None
    chosen = {option: np.repeat(hit[np.newaxis], len(changes), axis=0) for option, hit in (picked or {}).items()}
    for draw, change in enumerate(changes):
        if name in change:
            many[draw, unit] = change[name].value
            for option, hit in chosen.items():
                hit[draw, unit] = float(option == change[name].option)
    told = reasons.copy()
    told[unit] = Missing.PRESENT if any(name in change for change in changes) else reasons[unit]
    if isinstance(values, Chosen):
        return Chosen.of(many, chosen, several=values.several), told
    return many, told


def _draw(values: FloatArray, draw: int) -> FloatArray:
    if not isinstance(values, Chosen) or values.picked is None:
        return np.asarray(values[draw])
    picked = {option: hit[draw] for option, hit in values.picked.items()}
    return Chosen.of(np.asarray(values)[draw], picked, several=values.several)
