"""All units of a round at once: the scores to be shown of it on a basis, and what they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.appraisal.bases import Basis
from engine.catalog import Offered
from engine.rounds.results import Results, Scored, may_show_results
from engine.scoring.chain import Chain
from engine.store.nouns import Round


@dataclass(frozen=True)
class Overview:
    """What may be shown of a round, what it came from, and on which basis that is (None where it has none)."""

    scored: Scored
    chain: Chain
    basis: Basis | None
    on_bases: Mapping[Basis, Scored]

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The bases that there are, the one that counts last."""
        return tuple(self.on_bases)


def may_show_overview(offered: Offered, round_: Round) -> bool:
    """What units report of themselves is there at any time; what respondents said, once it may be shown at all."""
    return offered.framework.terms is None or may_show_results(round_)


def overview_of(results: Results, offered: Offered, round_: Round, wanted: Basis | None = None) -> Overview:
    """The published run of a round, else its scores as they are now, on the basis that is wanted.

    Without one it is the last on which somebody is ranked. As many queries for one unit as for all.
    """
    on_bases = results.on_bases(offered, round_)
    if not on_bases:
        return Overview(results.scored(offered, round_), results.chain(offered, round_), None, {})
    basis = wanted if wanted is not None and wanted in on_bases else _last_ranked(on_bases)
    found, is_kept = on_bases[basis], bool(round_.run) and not round_.is_demo
    chain = results.chain(offered, round_, found.code) if is_kept else results.chain_on(offered, round_, basis)
    return Overview(found, chain, basis, on_bases)


def _last_ranked(on_bases: Mapping[Basis, Scored]) -> Basis:
    """The last basis with a rank; the first where nobody has any."""
    ranked = [basis for basis, found in on_bases.items() if not np.isnan(found.table.rank[0]).all()]
    return ranked[-1] if ranked else next(iter(on_bases))
