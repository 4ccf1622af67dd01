"""Who may be asked for an opinion on a work item, who answers, and who reads what was asked and answered.

Asked are the offices of the item's own side of the county's border, and colleagues by name; above the counties every
agency asks within itself. It opens nothing: only who may read the dossier anyhow is asked, as with 传阅.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.errors import Invalid
from core.models import Dossier, Organisation, User
from roles import policies
from workflows.desk import borders, circulations
from workflows.desk.models import Consultation, ConsultationCopy, Consulted
from workflows.engine import answering_people
from workflows.engine.models import WorkItem

MOST = 20
"""Offices and people of one question."""
MOST_REACHED = 500
"""People whom one question reaches, at all its offices together."""
Party = tuple[int, int | None]
"""Who is asked: an organisation, and of a person by name his number."""


def offered(actor: User, item: WorkItem) -> QuerySet[Organisation]:
    """The offices that the actor may ask, where somebody else deals with dossiers, each with the one above it."""
    return circulations.offered(actor).filter(_side(item))


def colleagues(actor: User, item: WorkItem) -> QuerySet[User]:
    """Whom the actor may ask by name: whoever serves beside him at one of his organisations on the item's side."""
    return circulations.seated_beside(actor, own_organisations(actor, item))


def askable(actor: User, item: WorkItem) -> tuple[QuerySet[Organisation], QuerySet[User]]:
    """Of those offered, the offices where somebody may read the dossier, and the colleagues who may: whom a question
    would reach. As many statements however many they are."""
    offices = list(offered(actor, item).order_by().values_list("pk", flat=True))
    own = own_organisations(actor, item)
    readers = _readers(actor, item.dossier, {*offices, *own})
    near = {person for at in own for person in readers.get(at, ())}
    there = [office for office in offices if office in readers]
    return offered(actor, item).filter(pk__in=there), colleagues(actor, item).filter(pk__in=near)


def own_organisations(actor: User, item: WorkItem) -> list[int]:
    """The actor's organisations on the item's side, in order."""
    own = Organisation.objects.filter(_side(item), pk__in=policies.organisations_of(actor))
    return list(own.order_by("pk").values_list("pk", flat=True))


def _side(item: WorkItem) -> Q:
    """The condition on organisations of the item's side: those of its county, above the counties its own alone."""
    at = item.organisation
    return Q(county=at.county_id) if at.county_id else Q(pk=at.pk)


def addressed(
    actor: User, item: WorkItem, organisations: Collection[Organisation], people: Collection[User]
) -> dict[Party, list[int]]:
    """Whom the question reaches, by who is asked.

    Raises Invalid, naming it or him, for an organisation beyond the item's side or where nobody may read the dossier, for
    a person who is no colleague or may not read it, for nobody, and beyond `MOST` or `MOST_REACHED`. Few statements, and
    no lock is needed.
    """
    if not organisations and not people:
        raise Invalid(_("请至少选择一个机关或一位同事"), field="organisations")
    if len(organisations) + len(people) > MOST:
        raise Invalid(_("一次征询最多%(most)d个机关和人员，请分次征询") % {"most": MOST}, field="organisations")
    _require_own_side(actor, item, organisations, people)
    by_name = _readers(actor, item.dossier, own_organisations(actor, item), people) if people else {}
    of_people = {reader: at for at, readers in by_name.items() for reader in readers}
    found: dict[Party, list[int]] = {}
    for person in people:
        if person.pk not in of_people:
            raise Invalid(_("%(name)s无权查阅该案卷，不能征询") % {"name": person.name}, field="people")
        found[of_people[person.pk], person.pk] = [person.pk]
    at_offices = _readers(actor, item.dossier, [one.pk for one in organisations])
    for one in organisations:
        if one.pk not in at_offices:
            raise Invalid(_("%(name)s没有能查阅该案卷的人员，不能征询") % {"name": one.name}, field="organisations")
        found[one.pk, None] = at_offices[one.pk]
    _require_not_too_many(found)
    return found


def _require_not_too_many(found: Mapping[Party, Collection[int]]) -> None:
    reached = len({reader for readers in found.values() for reader in readers})
    if reached > MOST_REACHED:
        told = {"most": MOST_REACHED, "number": reached}
        raise Invalid(
            _("一次征询最多送达%(most)d人，所选的共有%(number)d人，请少选机关，分次征询") % told, field="organisations"
        )


def _readers(
    actor: User, dossier: Dossier, organisations: Collection[int], only: Collection[User] | None = None
) -> dict[int, list[int]]:
    """Who at each of these organisations, or of these people there, may read the dossier, the actor aside; where nobody
    does, it is missing. However many they are, the statements are few (`policies.readers_among`)."""
    there = circulations.seated(organisations).exclude(user=actor).select_related("user", "post").order_by("user", "pk")
    there = there if only is None else there.filter(user__in=only)
    posts = list(there)
    readers = policies.readers_among({one.user for one in posts}, dossier) if posts else frozenset()
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for one in posts:
        if one.user_id in readers:
            found[one.post.organisation_id][one.user_id] = None
    return {at: list(those) for at, those in found.items()}


def _require_own_side(
    actor: User, item: WorkItem, organisations: Collection[Organisation], people: Collection[User]
) -> None:
    side = set(offered(actor, item).values_list("pk", flat=True)) if organisations else set()
    if beyond := [one.name for one in organisations if one.pk not in side]:
        told = {"names": "、".join(beyond)}
        raise Invalid(_("%(names)s不在可以征询的范围内：限本县机关，县以上限本机关") % told, field="organisations")
    near = set(colleagues(actor, item).values_list("pk", flat=True)) if people else set()
    if strange := [one.name for one in people if one.pk not in near]:
        raise Invalid(_("%(names)s不是本单位人员，请选择其所在机关") % {"names": "、".join(strange)}, field="people")


def reached_since(row: Consulted) -> list[int]:
    """Whom a question put to an office reaches by now and did not before; of a person by name nobody."""
    if row.person_id is not None:
        return []
    asked = row.consultation
    there = _readers(asked.asked_by, asked.dossier, [row.organisation_id]).get(row.organisation_id, [])
    return sorted(set(there) - set(row.copies.values_list("reader", flat=True)))


@dataclass(frozen=True)
class Standing:
    """For whom a person answers now: the offices among whose people he is, and whoever he deputises with a whole post,
    each with his organisation."""

    person: int
    seats: frozenset[int]
    principals: tuple[tuple[int, int], ...]

    def authority(self, row: Consulted) -> policies.Authority | None:
        """On what he answers it: it is put to him, by name or as one of the office's people, or to whom he deputises; None
        where it is not, and never what he asked himself or for the one who asked. No statement."""
        asked = row.consultation
        askers = (asked.asked_by_id, asked.asked_on_behalf_of_id)
        if self.person in askers:
            return None
        if self.person == row.person_id if row.person_id is not None else row.organisation_id in self.seats:
            return policies.Authority(on_behalf_of=None)
        for principal, at in self.principals:
            if at == row.organisation_id and row.person_id in (None, principal) and principal not in askers:
                return policies.Authority(on_behalf_of=principal)
        return None


def standing_of(actor: User) -> Standing:
    """For whom the actor answers now; two statements."""
    deputised = answering_people.deputised_by(actor.pk, clock.now(), clock.today()).order_by("starts_at", "pk")
    pairs = deputised.values_list("principal__user", "principal__post__organisation")
    return Standing(actor.pk, frozenset(seats_of(actor)), tuple(dict.fromkeys(pairs)))


def authority(actor: User, row: Consulted) -> policies.Authority | None:
    """On what the actor answers, who must be able to read the dossier as well."""
    found = standing_of(actor).authority(row)
    return found if found and policies.may_read(actor, row.consultation.dossier) else None


def seats_of(actor: User) -> set[int]:
    """The organisations among whose people he is now; one statement."""
    posts = circulations.seated_people().filter(user=actor)
    return set(posts.order_by().values_list("post__organisation", flat=True))


def may_tend(actor: User, asked: Consultation) -> bool:
    """Whether he may remind of it and take it back: who asked, and whoever has the item in hand by now."""
    item = asked.work_item
    return actor.pk == asked.asked_by_id or (item.is_open and actor.pk == item.claimed_by_id)


def hears(reader: User, dossier: Dossier) -> Callable[[WorkItem], bool]:
    """Whether the reader is told what was asked at an item of the dossier: on his own side, as with 留言."""
    is_heard = borders.hears(reader, dossier)
    return lambda item: is_heard(item.organisation)


def was_reached(actor: User, asked: Consultation) -> bool:
    """Whether the question was put to him, by name or at his office, or to whom he deputises; three statements at most."""
    if ConsultationCopy.objects.filter(consulted__consultation=asked, reader=actor).exists():
        return True
    standing = standing_of(actor)
    rows: list[Consulted] = asked.rows  # type: ignore[attr-defined]  # as `consultations_asked.with_rows` reads them
    for row in rows:
        row.consultation = asked
    return any(standing.authority(row) for row in rows)
