"""Noting who looked at personal data: after a page of `PAGES` was shown to somebody who watches or administers.

Whoever handles a matter reads the names on it as part of his work and is in the ledger by his acts; those who only
watch leave no act, so their looking itself is kept (个人信息保护法 第五十一、五十四条).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from core import clock
from core.models import Dossier, Organisation, User
from documents.models import IssuedDocument
from oversight.areas import areas_of
from oversight.counting import named
from oversight.models import LookedAt
from plans.models import Notice, Objection
from roles.duties import ADMINISTRATIVE, Duty
from roles.people import standing

WATCHERS = frozenset({Duty.SUPERVISE, Duty.AUDIT, Duty.READ_TERRITORY, Duty.EVALUATE, *ADMINISTRATIVE})
PAPERS = ("D02", "D03", "D05")
"""Kinds that name villagers: the proposal, the record of the deliberation, what came of a notice."""
SHOWN = 200


@dataclass(frozen=True)
class Subject:
    """What was shown: its key, what it is called, and the county it belongs to, or the province."""

    pk: int
    label: str
    county: int


Find = Callable[[Mapping[str, Any], HttpRequest], Subject | None]


def note(request: HttpRequest) -> None:
    """Note the look that this request was, if it was one; three statements at most."""
    match, actor = request.resolver_match, request.user
    if match is None or not isinstance(actor, User) or match.view_name not in PAGES:
        return
    if not WATCHERS & standing(actor).duties:
        return
    what, find = PAGES[match.view_name]
    if (subject := find(match.kwargs, request)) is not None:
        keep(actor, what, subject)


def keep(viewer: User, what: LookedAt, subject: Subject) -> None:
    """One row a day; looking again counts on."""
    told: dict[str, Any] = {
        "county": subject.county, "viewer": viewer.pk, "what": what.value, "subject": subject.pk,
        "label": subject.label[:200], "day": clock.today(), "now": clock.now(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(named("look"), told)


class LookingMiddleware:
    """Asks after every page that was shown or downloaded whether it was a look at personal data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == SHOWN:
            note(request)
        return response


def _objection(given: Mapping[str, Any], _request: HttpRequest) -> Subject | None:
    found = Objection.objects.filter(pk=given["pk"]).select_related("notice").first()
    return Subject(found.pk, found.notice.title, found.county_id) if found else None


def _objections(given: Mapping[str, Any], _request: HttpRequest) -> Subject | None:
    found = Notice.objects.filter(pk=given["pk"]).first()
    return Subject(found.pk, found.title, found.county_id) if found else None


def _person(given: Mapping[str, Any], request: HttpRequest) -> Subject | None:
    found = User.objects.filter(pk=given["pk"]).first()
    held = found and found.appointments.order_by("pk").select_related("post__organisation").first()
    place = held.post.organisation if held else None
    return Subject(found.pk, found.name, _county(place)) if found else None


def _staff(given: Mapping[str, Any], _request: HttpRequest) -> Subject | None:
    found = Organisation.objects.filter(pk=given["pk"]).first()
    return Subject(found.pk, found.name, _county(found)) if found else None


def _paper(given: Mapping[str, Any], _request: HttpRequest) -> Subject | None:
    found = IssuedDocument.objects.filter(pk=given["pk"], kind__in=PAPERS).defer("content").first()
    return Subject(found.pk, f"{found.kind} {found.title}", found.county_id) if found else None


def _package(given: Mapping[str, Any], _request: HttpRequest) -> Subject | None:
    found = Dossier.objects.filter(pk=given["pk"]).first()
    return Subject(found.pk, found.title, found.county_id) if found else None


def _ledger(_given: Mapping[str, Any], request: HttpRequest) -> Subject | None:
    """The ledger that was asked for, else the first of his area, which the page shows then."""
    asked = request.GET.get("chain", "")
    own = areas_of(cast(User, request.user)).audited
    wanted = Q(pk=int(asked[:12])) if asked.isdecimal() else Q(path__in=own[:1])
    place = Organisation.objects.filter(wanted).first()
    return Subject(place.pk, place.name, _county(place)) if place else None


def _county(organisation: Organisation | None) -> int:
    """Its county, or the province that it belongs to; of nobody's, the province."""
    if organisation and organisation.county_id:
        return organisation.county_id
    root = Organisation.objects.filter(parent__isnull=True).order_by("path").values_list("pk", flat=True)
    return root[0]


PAGES: dict[str, tuple[LookedAt, Find]] = {
    "plans:objection": (LookedAt.OBJECTION, _objection),
    "plans:notice_objections": (LookedAt.OBJECTION, _objections),
    "roles:person": (LookedAt.PERSON, _person),
    "roles:organisation": (LookedAt.STAFF, _staff),
    "documents:document": (LookedAt.PAPER, _paper),
    "documents:pdf": (LookedAt.PAPER, _paper),
    "documents:word": (LookedAt.PAPER, _paper),
    "api:pdf": (LookedAt.PAPER, _paper),
    "api:docx": (LookedAt.PAPER, _paper),
    "desk:package": (LookedAt.PACKAGE, _package),
    "oversight:ledger": (LookedAt.LEDGER, _ledger),
}
