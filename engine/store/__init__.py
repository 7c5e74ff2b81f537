"""The only place that speaks to the product's database; returns typed nouns."""
