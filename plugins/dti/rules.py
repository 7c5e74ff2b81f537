"""The measures of self-assessed sets: a unit's own report becomes points out of a maximum.

A unit answers once; where it answered several times, its last answer counts. Weights of records play no part.
"""

from __future__ import annotations

from plugins.dti import chosen, counted, ratios

RULES = (*ratios.RULES, *chosen.RULES, *counted.RULES)
