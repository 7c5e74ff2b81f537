"""What a unit's own answers are to the conditions of gates: the same as to those of forms."""

import numpy as np
import pytest

from engine.framework.missing import Missing
from engine.scoring.arrays import Column
from engine.scoring.gating import own_answers


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"done": [3.0, 0.0, np.nan], "due": [4.0, 0.0, np.nan]}, [0.75, np.nan, np.nan]),
        ({"start": [10.0, 5.0, np.nan], "end": [12.0, 5.0, np.nan]}, [3.0, 1.0, np.nan]),
    ],
    ids=["a ratio is its quotient, of nothing missing", "a span is its days, both ends counted"],
)
def test_an_answer_in_parts_is_one_number(parts: dict[str, list[float]], expected: list[float]) -> None:
    nothing = np.full(3, np.nan)
    reasons = np.array([Missing.PRESENT, Missing.PRESENT, Missing.SKIPPED], dtype=np.int8)
    arrays = {name: np.array(part) for name, part in parts.items()}
    column = Column(values=nothing, codes=np.full(3, -1), reasons=reasons, parts=arrays)

    values, why = own_answers(column, np.arange(4))

    np.testing.assert_array_equal(values, expected)
    assert why.tolist() == reasons.tolist()
