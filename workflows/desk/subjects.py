"""What a dossier is about, shown on its pages: each kind says how, at start-up, from the room that keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.enums import DossierKind
from core.models import Dossier, User

Context = Callable[[Dossier, User], dict[str, Any]]
Url = Callable[[Dossier], str]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """How the material of one kind of dossier is shown: a template fragment, what it needs, its own page."""

    template: str
    context: Context
    url: Url | None = None


_subjects: dict[str, Subject] = {}


def register(kind: DossierKind, template: str, context: Context, url: Url | None = None) -> None:
    """Say how the material of a kind of dossier is shown; `context(dossier, reader)` feeds the template."""
    _subjects[DossierKind(kind)] = Subject(template=template, context=context, url=url)


@dataclass(frozen=True, kw_only=True)
class Material:
    """The material of one dossier, ready to be included by a page."""

    template: str
    context: dict[str, Any]
    url: str


def material(dossier: Dossier, reader: User) -> Material:
    """What to show of a dossier; of a kind nobody registered, its plain facts."""
    subject = _subjects.get(dossier.kind)
    if subject is None:
        return Material(template="desk/subject.html", context={}, url="")
    url = subject.url(dossier) if subject.url else ""
    return Material(template=subject.template, context=subject.context(dossier, reader), url=url)
