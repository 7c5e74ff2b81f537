"""Why a value is not there: missing has a reason, and is never zero."""

from __future__ import annotations

from enum import IntEnum


class Missing(IntEnum):
    """Reasons in rising order of precedence when several meet; 0 means the value is there."""

    PRESENT = 0
    NOT_ASKED = 1  # off the path, or not this unit's indicator
    NOT_APPLICABLE = 2
    DONT_KNOW = 3
    REFUSED = 4
    SKIPPED = 5  # asked, left empty
    NOT_VERIFIED = 6
    TOO_FEW = 7  # fewer answers than the framework's minimum
    NO_DATA = 8
    LOW_COVERAGE = 9  # too little weight below is there
    SUPPRESSED = 10  # there, and kept back so that no respondent's answer can be told from it
    SCREENED = 11  # the unit has too few figures to be compared


REASONS: dict[str, Missing] = {m.name.lower(): m for m in Missing if m}
"""Reasons by the word that files use: not_asked, not_applicable, dont_know, refused, skipped, …"""
