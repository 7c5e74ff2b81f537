"""A respondent's way: in with a code, page by page, the last look, sending, and coming back."""
