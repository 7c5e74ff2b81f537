"""A value as the key of a cache by which object it is: for nouns whose hash would go through all they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, eq=False, slots=True)
class Same(Generic[T]):
    """Equal to another only if both hold one and the same object, which lives as long as this does."""

    it: T

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.it is other.it

    def __hash__(self) -> int:
        return id(self.it)
