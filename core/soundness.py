"""What a register refuses of a row, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Model

from core import printable
from core.errors import Invalid


def require_sound(row: Model, exclude: Iterable[str] = ()) -> None:
    """Ask the fields and the constraints of a row that is about to be written; raises Invalid with what they say,
    and for a text that no page can carry."""
    printable.require_row(row)
    try:
        row.full_clean(exclude=set(exclude))
    except ValidationError as error:
        raise Invalid("；".join(error.messages)) from error
