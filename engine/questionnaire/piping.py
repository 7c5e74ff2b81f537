"""Names filled into a framework's texts: {unit} becomes the unit that a pass is about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.framework.models import Framework
from engine.questionnaire.path import Step

_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def fill(text: str, names: Mapping[str, str]) -> str:
    """The text with each known {name} replaced, once; anything else in braces stays as it is written."""
    return _NAME.sub(lambda found: names.get(found[1], found[0]), text)


def names_of(framework: Framework, step: Step, language: str) -> dict[str, str]:
    """What a step's texts may name: `unit`, inside a pass."""
    unit = framework.unit.get(step.item)
    return {"unit": unit.title.within(language)} if unit else {}
