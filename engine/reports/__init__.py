"""Scorecards and leagues: what a page says of a scored round, as nouns, as HTML and as tagged PDF."""
