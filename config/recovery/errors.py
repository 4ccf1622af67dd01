"""What a person at night reads instead of a stack trace."""

from __future__ import annotations


class CannotBackUp(Exception):
    """No archive was made; the message says why and what to type."""


class CannotRestore(Exception):
    """Nothing was restored; the message says why and what to type."""
