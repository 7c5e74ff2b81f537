"""One small index whose examples, mutants and random answers can be worked out by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.builtin import plugin
from engine.catalog import Offered, offer
from engine.framework.reader import read_text
from engine.framework.vocabulary import Vocabulary

TINY = (Path(__file__).parents[1] / "surveys" / "tiny.yaml").read_text("utf-8").replace(
    "    - {id: so-xay-dung, title: Sở Xây dựng, group: a}\n",
    "    - {id: so-xay-dung, title: Sở Xây dựng, group: a}\n    - {id: so-y-te, title: Sở Y tế, group: a}\n",
)
Make = Callable[[str], Offered]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())


@pytest.fixture(scope="session")
def tiny(vocabulary: Vocabulary) -> Make:
    """The small index with what a test adds to its file."""

    def made(added: str, changed: dict[str, str] | None = None) -> Offered:
        text = TINY + added
        for before, after in (changed or {}).items():
            assert before in text
            text = text.replace(before, after)
        found, problems = offer(read_text(text, "tiny.yaml", vocabulary), "test", vocabulary, ())
        assert found is not None, [str(problem) for problem in problems]
        return found

    return made
