"""The lead body's desk: a round's moves, runs, quotas, fieldwork, comments, and embargo."""
