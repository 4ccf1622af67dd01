"""A year of one county on a clock of its own, and what had to come of it, counted by hand."""
