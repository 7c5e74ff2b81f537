"""Who verifies what units claim of themselves."""

from __future__ import annotations

from engine.framework.models.base import Id, Noun
from engine.framework.text import Text


class Body(Noun):
    """An authority whose appraisers verify the questions or nodes that name it in `verified_by`."""

    id: Id
    title: Text
