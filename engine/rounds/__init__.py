"""The life of a round: decisions as pure functions over typed nouns, and what a round's answers come to."""
