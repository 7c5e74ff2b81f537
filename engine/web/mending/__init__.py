"""Pages on what a unit lost and what it does about it."""
