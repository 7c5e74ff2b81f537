"""The self-assessment and appraisal cycle: states, verdicts, evidence; decisions over typed nouns."""
