"""Who may be asked for an opinion on a work item, who answers, and who reads what was asked and answered.

Asked are the offices of the item's own side of the county's border, and colleagues by name; above the counties every
agency asks within itself. It opens nothing: only who may read the dossier anyhow is asked, as with 传阅.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.errors import Invalid
from core.models import Dossier, Organisation, User
from roles import policies
from workflows.desk import borders, circulations
from workflows.desk.models import Consultation, ConsultationCopy, Consulted
from workflows.engine.models import WorkItem

MOST = 20
"""Offices and people of one question."""
Party = tuple[int, int | None]
"""Who is asked: an organisation, and of a person by name his number."""


def offered(actor: User, item: WorkItem) -> QuerySet[Organisation]:
    """The offices that the actor may ask, where somebody else deals with dossiers, each with the one above it."""
    at = item.organisation
    side = Q(county=at.county_id) if at.county_id else Q(pk=at.pk)
    return circulations.offered(actor).filter(side)


def addressed(
    actor: User, item: WorkItem, organisations: Collection[Organisation], people: Collection[User]
) -> dict[Party, list[int]]:
    """Whom the question reaches, by who is asked.

    Raises Invalid, naming it or him, for an organisation beyond the item's side or where nobody may read the dossier, for
    a person who is no colleague or may not read it, for nobody, and beyond `MOST`.
    """
    if not organisations and not people:
        raise Invalid(_("请至少选择一个机关或一位同事"), field="organisations")
    if len(organisations) + len(people) > MOST:
        raise Invalid(_("一次征询最多%(most)d个机关和人员，请分次征询") % {"most": MOST}, field="organisations")
    _require_own_side(actor, item, organisations, people)
    found: dict[Party, list[int]] = {}
    own = policies.organisations_of(actor)
    of_people = circulations.readers_at(actor, item.dossier, own, people) if people else {}
    for person in people:
        if person.pk not in of_people:
            raise Invalid(_("%(name)s无权查阅该案卷，不能征询") % {"name": person.name}, field="people")
        found[of_people[person.pk], person.pk] = [person.pk]
    for one in organisations:
        found[one.pk, None] = sorted(circulations.readers_at(actor, item.dossier, [one.pk]))
        if not found[one.pk, None]:
            raise Invalid(_("%(name)s没有能查阅该案卷的人员，不能征询") % {"name": one.name}, field="organisations")
    return found


def _require_own_side(
    actor: User, item: WorkItem, organisations: Collection[Organisation], people: Collection[User]
) -> None:
    side = set(offered(actor, item).values_list("pk", flat=True)) if organisations else set()
    if beyond := [one.name for one in organisations if one.pk not in side]:
        told = {"names": "、".join(beyond)}
        raise Invalid(_("%(names)s不在可以征询的范围内：限本县机关，县以上限本机关") % told, field="organisations")
    near = set(circulations.colleagues(actor).values_list("pk", flat=True)) if people else set()
    if strange := [one.name for one in people if one.pk not in near]:
        raise Invalid(_("%(names)s不是本单位人员，请选择其所在机关") % {"names": "、".join(strange)}, field="people")


def reached_since(row: Consulted) -> list[int]:
    """Whom a question put to an office reaches by now and did not before; of a person by name nobody."""
    if row.person_id is not None:
        return []
    asker, dossier = row.consultation.asked_by, row.consultation.dossier
    there = circulations.readers_at(asker, dossier, [row.organisation_id])
    return sorted(set(there) - set(row.copies.values_list("reader", flat=True)))


def may_answer(actor: User, row: Consulted) -> bool:
    """Whether it is his to answer: asked by name, or of the office's people now, able to read the dossier, and neither
    who asked nor whom the asker acted for."""
    asked = row.consultation
    if actor.pk in (asked.asked_by_id, asked.asked_on_behalf_of_id):
        return False
    if row.person_id is not None:
        return row.person_id == actor.pk and policies.may_read(actor, asked.dossier)
    return actor.pk in circulations.readers_at(asked.asked_by, asked.dossier, [row.organisation_id], [actor])


def may_tend(actor: User, asked: Consultation) -> bool:
    """Whether he may remind of it and take it back: who asked, and whoever has the item in hand by now."""
    item = asked.work_item
    return actor.pk == asked.asked_by_id or (item.is_open and actor.pk == item.claimed_by_id)


def hears(reader: User, dossier: Dossier) -> Callable[[WorkItem], bool]:
    """Whether the reader is told what was asked at an item of the dossier: on his own side, as with 留言."""
    is_heard = borders.hears(reader, dossier)
    return lambda item: is_heard(item.organisation)


def was_reached(actor: User, asked: Consultation) -> bool:
    """Whether the question was put to him, by name or at his office; one statement."""
    return ConsultationCopy.objects.filter(consulted__consultation=asked, reader=actor).exists()
