"""How fast the product is: each figure a ratio against a limit that is measured in the same run."""
