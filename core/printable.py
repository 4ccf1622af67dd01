"""What a person writes is printed one day, so a character that no page can carry is refused as it is written.

Refused are control, format, private-use and surrogate characters, and whatever no installed face prints. The faces
belong to the documents, a room above: it names them here with `judge_by`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Set

from django.db.models import CharField, Model, TextField
from django.utils.translation import gettext as _

from core.errors import Invalid

SPACES = frozenset("\n\r\t\u3000\u00a0")
_NEVER = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_faces: list[Callable[[], Set[str] | None]] = []


def judge_by(characters: Callable[[], Set[str] | None]) -> None:
    """Name who knows every character that can be printed; None where no face is installed to ask."""
    _faces[:] = [characters]


def mistake(text: str) -> str:
    """What is wrong with the first character that cannot be printed, where it stands and what to do; else empty."""
    wrong = _unprintable(set(text))
    if not wrong:
        return ""
    place = min(text.index(character) for character in wrong)
    character = text[place]
    shown = "" if unicodedata.category(character) in _NEVER else f"“{character}”"
    return _("第%(place)d个字符%(shown)s（U+%(code)s）无法印在公文上，请删去或改用规范汉字") % {
        "place": place + 1, "shown": shown, "code": f"{ord(character):04X}",
    }  # fmt: skip


def require(label: str, text: str) -> None:
    """Raises Invalid, naming `label`, for a text that cannot be printed."""
    if found := mistake(text):
        raise Invalid(f"“{label}”{found}")


def require_row(row: Model) -> None:
    """Raises Invalid for the first text of a row that cannot be printed, by the name of its field."""
    for field in row._meta.concrete_fields:  # noqa: SLF001 - Django documents it
        if isinstance(field, CharField | TextField) and isinstance(text := getattr(row, field.attname), str):
            require(str(field.verbose_name), text)


def _unprintable(used: set[str]) -> set[str]:
    known = _faces[0]() if _faces else None
    never = {c for c in used if unicodedata.category(c) in _NEVER}
    faceless = set() if known is None else used - known
    return (never | faceless) - SPACES
