"""Thước Đo: a survey and assessment engine. The folder listing is the table of contents."""

__version__ = "0.1.0"
