"""Editions of one framework side by side: what is comparable, what changed and why, and ranges that stay."""
