"""The tables of documents: what each is, and of which items it is evidence, since when and until when."""

from __future__ import annotations

DOCUMENT_TABLES = (
    """CREATE TABLE documents (
        id TEXT PRIMARY KEY, unit TEXT NOT NULL, subject TEXT NOT NULL, number TEXT NOT NULL, issued_on TEXT,
        issuer TEXT NOT NULL, stands_for TEXT, link TEXT NOT NULL, sha256 TEXT NOT NULL, file_name TEXT NOT NULL,
        kind TEXT NOT NULL, size INTEGER NOT NULL, pages INTEGER NOT NULL, added_by TEXT NOT NULL,
        added_at TEXT NOT NULL, version INTEGER NOT NULL, withdrawn INTEGER NOT NULL,
        erased TEXT NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX documents_by_unit ON documents (unit)",
    """CREATE TABLE document_uses (
        position INTEGER PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents(id),
        round_id TEXT NOT NULL REFERENCES rounds(id), unit TEXT NOT NULL, question TEXT NOT NULL,
        turn INTEGER NOT NULL, added_by TEXT NOT NULL, added_at TEXT NOT NULL, removed_at TEXT)""",
    """CREATE UNIQUE INDEX document_uses_now ON document_uses (round_id, unit, question, document_id)
        WHERE removed_at IS NULL""",
    "CREATE INDEX document_uses_of ON document_uses (document_id)",
    "CREATE INDEX document_uses_by ON document_uses (unit)",
)
"""As the migration that brought them made them: never changed once released."""
