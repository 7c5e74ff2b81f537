"""What every store backend promises about the documents of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from engine.store.document_nouns import Document, DocumentUse


class KeepsDocuments(Protocol):
    """Evidence of self-assessments: documents, and of which items each is evidence."""

    def add_document(self, new: Document) -> bool:
        """Keep a document; False where there is one of this id, which is left as it is."""

    def document(self, document_id: str) -> Document | None:
        """One document, one that was withdrawn too, or None."""

    def documents_of(self, unit: str) -> Sequence[Document]:
        """The documents of a unit that were not withdrawn, the newest first; one query."""

    def describe_document(self, before: Document, after: Document) -> Document:
        """Describe a document anew; MeanwhileError if it has changed since `before`. Its file stays what it is."""

    def withdraw_document(self, document_id: str) -> None:
        """Take a document out of its unit's list; ThuocDoError while it is evidence of something."""

    def erase_document(self, document_id: str, reason: str) -> Sequence[str]:
        """Forget the file of a document for good, and of all others with the same bytes; the ids of these."""

    def use_document(self, use: DocumentUse) -> bool:
        """Make a document evidence of an item, with its step in the history; False where it is already.

        ThuocDoError when the unit has no such document, MeanwhileError when its assessment takes no evidence of this
        turn now.
        """

    def leave_document(self, use: DocumentUse, by: str, at: datetime) -> bool:
        """Make a document evidence of an item no longer, with its step; False where it was none by then.

        MeanwhileError when the assessment takes no evidence of this turn now.
        """

    def uses_of(self, document_id: str) -> Sequence[DocumentUse]:
        """Of what a document is evidence now, by round and question."""

    def uses_by(self, unit: str) -> Sequence[DocumentUse]:
        """Of what each document of a unit is evidence now, in all rounds; one query."""

    def evidence_of(self, round_id: str, unit: str) -> Mapping[str, Sequence[tuple[Document, DocumentUse]]]:
        """The documents of each item of an assessment, in the order in which they came; one query."""

    def evidence_counts(self, round_id: str, unit: str = "") -> Mapping[str, Mapping[str, int]]:
        """How many documents each item of a round, or of one unit, has, by unit and question; one query."""

    def document_files(self) -> Mapping[str, str]:
        """The hash of each file that a document names, with the subject of one that does; one query."""
