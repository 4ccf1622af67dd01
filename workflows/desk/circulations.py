"""Sending a dossier or one of its documents to others for reading (传阅), and noting that one has read it.

It opens nothing: only who may read the dossier anyhow is sent anything, and only on the sender's own side, within his
county or, above the counties, at the organs beside, above and below his own. Nobody must act on it, nothing is overdue.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock, ledger, printable
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Dossier, Organisation, User
from documents import readers
from documents.models import IssuedDocument
from roles import policies
from roles.asking import Asker
from roles.duties import SEPARATE_REALMS
from roles.models import Appointment
from workflows.desk.calls import Call
from workflows.desk.enums import Aside
from workflows.desk.models import Circulation, CirculationCopy

KEY = "circulated"
APART = (OrganisationKind.ADMINISTRATION, OrganisationKind.AUDIT_OFFICE)
"""Where nobody deals with dossiers."""
MOST = 100
"""People of one circulation."""
LONGEST = 500
"""Characters of what is said with it."""


def side_of(actor: User) -> QuerySet[Organisation]:
    """The organisations to which the actor may send: those of his county, or like him above the counties and near; two
    statements at most."""
    own = Organisation.objects.filter(pk__in=policies.organisations_of(actor)).values_list("pk", "parent", "county")
    at, above, counties = ({row[column] for row in own} - {None} for column in range(3))
    near = Q(pk__in=at | above) | Q(parent__in=at | above)
    above_counties = {row[0] for row in own if row[2] is None}
    here = Q(county__in=counties)
    if above_counties:
        here |= Q(county__isnull=True) & near
    return Organisation.objects.filter(here).exclude(kind__in=APART).order_by("path")


def offered(actor: User) -> QuerySet[Organisation]:
    """Those of them where somebody else deals with dossiers, each with the one above it."""
    others = seated_people().filter(post__organisation=OuterRef("pk")).exclude(user=actor)
    return side_of(actor).filter(Exists(others)).select_related("parent")


def colleagues(actor: User) -> QuerySet[User]:
    """Whoever has a post at one of the actor's own organisations, but himself."""
    return seated_beside(actor, policies.organisations_of(actor))


def seated_beside(actor: User, organisations: Iterable[int]) -> QuerySet[User]:
    """Whoever has a post at one of these organisations, but the actor."""
    there = seated(organisations).values("user")
    return User.objects.filter(pk__in=there).exclude(pk=actor.pk).order_by("name", "pk")


def documents_of(dossier: Dossier) -> QuerySet[IssuedDocument]:
    """The documents of a dossier that hold, as they were issued."""
    return IssuedDocument.objects.in_force().filter(dossier=dossier).defer("content").order_by("issued_at", "pk")


def seated(organisations: Iterable[int]) -> QuerySet[Appointment]:
    """Appointments in force there, of people who deal with dossiers."""
    return seated_people().filter(post__organisation__in=list(organisations))


def seated_people() -> QuerySet[Appointment]:
    """Appointments in force of people who deal with dossiers: administrators and auditors are sent nothing."""
    in_force = Appointment.objects.in_force(clock.today()).filter(user__is_active=True)
    apart = in_force.filter(post__duties__duty__in=sorted(SEPARATE_REALMS)).values("user")
    return in_force.exclude(user__in=apart)


@transaction.atomic
def circulate(
    *,
    actor: User,
    dossier: Dossier,
    document: IssuedDocument | None = None,
    organisations: Collection[Organisation] = (),
    people: Collection[User] = (),
    words: str = "",
    request_id: UUID | None = None,
) -> Circulation:
    """Send it to these people, and to everyone at these organisations who may read the dossier; the same from the same
    page, by `request_id`, is sent once.

    Raises Refused for whoever may not read it himself, Invalid, naming him or it, for a person or an organisation
    beyond the actor's side or where nobody may read it, and beyond `MOST`.
    """
    policies.require_read(actor, dossier)
    if document is not None and not (document.dossier_id == dossier.pk and readers.may_read(actor, document)):
        raise Refused(_("您无权查阅该公文"))
    said = words.strip()
    printable.require(_("附言"), said)
    number = _number(request_id, dossier, document, organisations, people, said)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    known = Circulation.objects.filter(sent_by=actor, request_id=number).first() if number else None
    if known is not None:
        return known
    addressed = _addressed(actor, dossier, organisations, people)
    now = clock.now()
    sent = Circulation.objects.create(
        dossier=dossier, document=document, sent_by=actor, words=said[:LONGEST], sent_at=now,
        fades_at=now + datetime.timedelta(days=settings.CIRCULATION_DAYS), request_id=number,
    )  # fmt: skip
    CirculationCopy.objects.bulk_create(
        CirculationCopy(circulation=sent, reader_id=reader, organisation_id=at) for reader, at in addressed.items()
    )
    ledger.record(
        actor=actor, action=Aside.CIRCULATE, chain=dossier.county_id, dossier=dossier, circulation=sent.pk,
        told=sorted(addressed), document=document.pk if document else None,
    )  # fmt: skip
    return sent


def _number(
    request_id: UUID | None, dossier: Dossier, document: IssuedDocument | None,
    organisations: Collection[Organisation], people: Collection[User], said: str,
) -> UUID | None:  # fmt: skip
    """Of what was sent from one page: with others ticked or with other words it is another."""
    if request_id is None:
        return None
    ticked = (sorted(one.pk for one in chosen) for chosen in (organisations, people))
    return uuid5(request_id, "|".join(map(str, (dossier.pk, document and document.pk, *ticked, said))))


def _addressed(
    actor: User, dossier: Dossier, organisations: Collection[Organisation], people: Collection[User]
) -> dict[int, int]:
    """The organisation through which each person is reached, by person."""
    _not_too_many(organisations)  # each brings a person
    side = set(side_of(actor).values_list("pk", flat=True))
    if beyond := [one.name for one in organisations if one.pk not in side]:
        told = {"names": "、".join(beyond)}
        raise Invalid(_("%(names)s不在您可以传阅的范围内，请只选本县或本级机关") % told, field="organisations")
    near = dict(colleagues(actor).values_list("pk", "name"))
    if strange := [one.name for one in people if one.pk not in near]:
        raise Invalid(_("%(names)s不是本单位人员，请选择其所在机关") % {"names": "、".join(strange)}, field="people")
    found = _reached(actor, dossier, organisations, people)
    if not found:
        raise Invalid(_("请至少选择一个机关或一位同事"), field="organisations")
    _not_too_many(found)
    return found


def _not_too_many(found: Collection[Any]) -> None:
    if len(found) > MOST:
        raise Invalid(_("一次传阅最多%(most)d人，请分次发送") % {"most": MOST}, field="organisations")


def _reached(
    actor: User, dossier: Dossier, organisations: Collection[Organisation], people: Collection[User]
) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in organisations:
        there = readers_at(actor, dossier, [one.pk])
        if not there:
            raise Invalid(_("%(name)s没有能查阅该案卷的人员，不能传阅") % {"name": one.name}, field="organisations")
        found = {**there, **found}
        _not_too_many(found)
    own = readers_at(actor, dossier, policies.organisations_of(actor), people) if people else {}
    for person in people:
        if person.pk not in own:
            raise Invalid(_("%(name)s无权查阅该案卷，不能传阅") % {"name": person.name}, field="people")
        found.setdefault(person.pk, own[person.pk])
    return found


def readers_at(
    actor: User, dossier: Dossier, organisations: Iterable[int], only: Collection[User] | None = None
) -> dict[int, int]:
    """Who at these organisations, or of these people there, may read the dossier, each with one of them; some statements
    a person, and an end with the first too many."""
    there = seated(organisations).exclude(user=actor).select_related("user", "post").order_by("user", "pk")
    there = there if only is None else there.filter(user__in=only)
    at = {one.user: one.post.organisation_id for one in reversed(list(there))}
    found: dict[int, int] = {}
    for person, place in at.items():
        if policies.may_read(person, dossier):
            found[person.pk] = place
            _not_too_many(found)
    return found


def seen_by(actor: User, circulation: int) -> tuple[Circulation, CirculationCopy | None] | None:
    """A circulation and the actor's copy, for its sender and those it was sent to while they may read the dossier; None
    where there is none. Raises Refused for others."""
    related = ("dossier__owner", "document", "sent_by")
    sent = Circulation.objects.select_related(*related).filter(pk=circulation).first()
    if sent is None:
        return None
    copy = CirculationCopy.objects.filter(circulation=sent, reader=actor).first()
    if copy is None and sent.sent_by_id != actor.pk:
        raise Refused(_("该件没有传阅给您"))
    policies.require_read(actor, sent.dossier)
    return sent, copy


def note_opened(*, actor: User, circulation: int) -> None:
    """Note when its reader first looked at it; one statement."""
    unopened = CirculationCopy.objects.filter(circulation=circulation, reader=actor, opened_at__isnull=True)
    unopened.update(opened_at=clock.now())


@transaction.atomic
def note_read(*, actor: User, circulation: int, said: str = "") -> CirculationCopy:
    """Note that the actor has read what he was sent (已阅), with words if he likes. Raises Refused for whoever was sent
    nothing or may not read the dossier any more, Conflict when he has noted it before."""
    found = seen_by(actor, circulation)
    if found is None or found[1] is None:
        raise Refused(_("该件没有传阅给您"))
    sent, _mine = found
    copy = CirculationCopy.objects.select_for_update(no_key=True).get(circulation=sent, reader=actor)
    if copy.read_at is not None:
        raise Conflict(_("您已经阅知该件"))
    words = said.strip()
    printable.require(_("阅知意见"), words)
    copy.read_at, copy.said = clock.now(), words[:LONGEST]
    copy.opened_at = copy.opened_at or copy.read_at
    copy.save(update_fields=["read_at", "said", "opened_at"])
    ledger.record(
        actor=actor, action=Aside.READ, chain=sent.dossier.county_id, dossier=sent.dossier, circulation=sent.pk
    )
    return copy


def copies_of(actor: User) -> QuerySet[CirculationCopy]:
    """Everything the actor was sent about dossiers that he may read still, the last first; one statement now."""
    related = ("circulation__dossier__owner", "circulation__document", "circulation__sent_by")
    readable = policies.readable(actor, Dossier.objects.order_by())
    copies = CirculationCopy.objects.filter(reader=actor, circulation__dossier__in=readable)
    return copies.select_related(*related).latest_first()


def sent_by(actor: User) -> QuerySet[Circulation]:
    """Everything the actor sent of dossiers that he may read still, the last first, each with how many have it and how many
    have read it; one statement now."""
    readable = policies.readable(actor, Dossier.objects.order_by())
    counted = Circulation.objects.filter(sent_by=actor, dossier__in=readable).annotate(
        addressed=Count("copies"), has_read=Count("copies", filter=Q(copies__read_at__isnull=False))
    )
    return counted.select_related("dossier", "document").order_by("-sent_at", "-pk")


def unread_by(asker: Asker) -> QuerySet[CirculationCopy]:
    """What waits for the asker to read it, as long as he serves where he was reached."""
    there = Appointment.objects.in_force(asker.today).filter(
        user=asker.person, post__organisation=OuterRef("organisation")
    )
    return CirculationCopy.objects.unread_by(asker.person, asker.now).filter(Exists(there))


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s件传阅未阅", "%(number)s件传阅未阅", number) % {"number": number}


CALL = Call(KEY, unread_by, words, "desk:circulated", order=55)
