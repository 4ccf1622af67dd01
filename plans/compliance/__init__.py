"""Compliance, clause by clause: dated rules, a picture of a plan version, verdicts by the rules of a day.

picture    what the rules look at, immutable, and as plain JSON beside the verdicts that were kept
basis      what the rules of a day go by: the negative list and the thresholds in force on it
rule       a rule, what it finds and what it comes to
judges     the pure functions, one file a subject
registry   the rules themselves, every edition with its clause; an edition is never edited, a new one follows it
judging    a picture judged by the rules of a day
reading    the only part that asks the database
"""
