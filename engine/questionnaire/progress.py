"""How far a respondent has come."""

from __future__ import annotations

from engine.framework.models import Form, Framework
from engine.questionnaire.answers import Answers
from engine.questionnaire.path import Step, path_of


def progress(framework: Framework, form: Form, step: Step, answers: Answers) -> tuple[int, int]:
    """The step's position on the path, from 1 (0: off the path), and the number of steps."""
    keys = [each.key for each in path_of(framework, form, answers)]
    return (keys.index(step.key) + 1 if step.key in keys else 0), len(keys)
