"""What the store keeps of evidence that units hand in, as typed nouns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Document:
    """A document of a unit, for any of its indicators in any round; its file lies in the room for evidence.

    `stands_for` is the day of which it tells. `sha256` is "" where there is no file; `kind` is one of the kinds of
    files that are accepted, and `pages` are those of a PDF. `version` grows when it is described anew. One that was
    `withdrawn` stands in no list any more; of one whose file was erased `erased` says why.
    """

    id: str
    unit: str
    subject: str
    added_by: str
    added_at: datetime
    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    stands_for: date | None = None
    link: str = ""
    sha256: str = ""
    file_name: str = ""
    kind: str = ""
    size: int = 0
    pages: int = 0
    version: int = 1
    withdrawn: bool = False
    erased: str = ""


@dataclass(frozen=True)
class DocumentUse:
    """That a document is evidence of an item, in a round, since a turn.

    `turn` 0 is the self-assessment, 1 the answer to the first appraisal.
    """

    document_id: str
    round_id: str
    unit: str
    question: str
    turn: int
    added_by: str
    added_at: datetime
