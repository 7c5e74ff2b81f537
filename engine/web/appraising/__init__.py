"""Appraisers and the council: what is to be judged, each item beside its evidence, and what was said of it."""
