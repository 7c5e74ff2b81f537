"""The file format: models, the reader that keeps places, expressions, checks."""
