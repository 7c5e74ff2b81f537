"""A form at work: the path through it, reading and checking answers, progress."""
