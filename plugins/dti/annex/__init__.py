"""The annex of a decision, a table of seven columns, read into a framework file for its author to go on with."""
