"""Queued work and its progress: PDFs are made here, never inside a web request."""
