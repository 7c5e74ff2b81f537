"""The pages of units that assess themselves."""
