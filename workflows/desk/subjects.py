"""What a dossier is about, shown on its pages: each kind says how, at start-up, from the room that keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string

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
    """Say how the material of a kind of dossier is shown: `context(dossier, reader)` feeds the template, which
    has `dossier` too."""
    _subjects[DossierKind(kind)] = Subject(template=template, context=context, url=url)


@dataclass(frozen=True, kw_only=True)
class Material:
    """The material of one dossier, ready for a page; `url` is its own page, where it has one."""

    html: str
    url: str


def material(dossier: Dossier, request: HttpRequest) -> Material:
    """What to show of a dossier to whoever asks; of a kind nobody registered, its plain facts."""
    subject = _subjects.get(dossier.kind, PLAIN)
    shown = {"dossier": dossier, **subject.context(dossier, cast(User, request.user))}
    url = subject.url(dossier) if subject.url else ""
    return Material(html=render_to_string(subject.template, shown, request), url=url)


PLAIN = Subject(template="desk/subject.html", context=lambda _dossier, _reader: {})
