"""The engine's own plugin: question types, measures, treatments, normalisers, aggregators, gates."""
