"""Runs: one scoring of a snapshot, kept with all that it was made from, and told by a short code."""
