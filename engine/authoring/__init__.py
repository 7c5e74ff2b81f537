"""For who writes a framework: examples run, coverage, mutation, dry run, lints."""
