"""From answers to scores: pure functions on arrays; no database, clock, Flask or pluggy."""
