"""Papers keyed in by clerks, and the two of each compared."""
