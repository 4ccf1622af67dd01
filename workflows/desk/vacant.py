"""Work that nobody is there for (空岗): told to whoever heads the organisation and to the administrators of its place, by a
message and, to the head, in the inbox as long as it lasts."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock
from core.messages_out import events
from core.messages_out.events import Addressee, Content, Event, Fact, Owed
from roles import hands, origins
from roles.asking import Asker
from roles.duties import Duty
from roles.models import Appointment
from workflows.desk import chips, steps
from workflows.desk.calls import Call, Line
from workflows.engine.models import WorkItem
from workflows.engine.models.work_items import WorkItemQuerySet
from workflows.engine.unattended import at_vacant_posts, unattended

ADMINISTRATORS = (Duty.ADMINISTER_SYSTEM, Duty.ADMINISTER_SECURITY)
"""Who asks for an appointment and who confirms it."""


def facts(owed: Owed) -> Iterator[Fact]:
    """Each item that nobody is there for; those of one duty at one organisation are told together."""
    every: WorkItemQuerySet = WorkItem.objects.all()
    rows = every if owed.abouts is not None else at_vacant_posts(every)
    items = list(owed.of(rows.select_related("organisation").order_by("pk")))
    heads = hands.heads({item.organisation_id for item in items}) if items else {}
    administrators = _administrators() if items else {}
    for item in items:
        duty = Duty(item.duty)
        told = [*heads.get(item.organisation_id, ()), *_nearest(administrators, item.organisation.path)]
        yield Fact(
            key=str(item.pk),
            about=item.pk,
            county=item.county_id,
            at=item.opened_at,
            addressees=tuple(dict.fromkeys(told)),
            content=Content(
                who=item.organisation.name,
                what=str(duty.label),
                code=f"{item.flow_key}.{item.step}",
                by_when=item.due_at.isoformat(),
                link=reverse("roles:organisation", args=[item.organisation_id]),
            ),
            group=f"{item.duty} {item.organisation_id}",
        )


def holds(numbers: Collection[int]) -> set[int]:
    """Those for which still nobody is there."""
    return events.still(unattended(WorkItem.objects.all()), numbers)


def words(told: Content) -> str:
    """Where, which step and which duty; never of which dossier, for administrators read none."""
    flow_key, _dot, step = told.code.partition(".")
    said = {"who": told.who, "duty": told.what, "step": steps.title(flow_key, step), "many": told.many}
    return ngettext(
        "%(who)s有%(many)d件“%(step)s”无人办理：现无人承担“%(duty)s”职责，请及时任命或委托",
        "%(who)s有%(many)d件“%(step)s”无人办理：现无人承担“%(duty)s”职责，请及时任命或委托",
        told.many,
    ) % said  # fmt: skip


def _administrators() -> dict[str, list[Addressee]]:
    """Who administers, by the path of the place; one statement."""
    rows = origins.held().filter(permission__codename__in=ADMINISTRATORS).order_by("pk")
    found: dict[str, list[Addressee]] = defaultdict(list)
    for person, place in rows.values_list("user_id", "content_object__parent__path"):
        found[place or ""].append(Addressee(person))
    return found


def _nearest(administrators: Mapping[str, list[Addressee]], path: str) -> list[Addressee]:
    """Those of the smallest place that the organisation lies in."""
    around = [place for place in administrators if path.startswith(place)]
    return administrators[max(around, key=len)] if around else []


EVENT = Event(
    key="desk.vacant",
    title=gettext_lazy("空岗无人办理"),
    facts=facts,
    holds=holds,
    words=words,
    order=75,
    is_fixed=True,
)


def waiting_for(asker: Asker) -> QuerySet[WorkItem]:
    """What nobody is there for at an organisation that the asker heads."""
    posts = Appointment.objects.in_force(asker.today).filter(
        user=asker.person, user__is_active=True, post__is_head=True
    )
    led = WorkItem.objects.filter(organisation__in=posts.values("post__organisation"))
    return unattended(led, asker.now, asker.today)


def counted(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext(
        "%(number)s件待办因空岗无人办理", "%(number)s件待办因空岗无人办理", number
    ) % {"number": number}  # fmt: skip


def line(told: Mapping[str, Any]) -> Line:
    """One item in the head's inbox, with the way to the posts of the organisation."""
    said = {"place": told["place"], "duty": Duty(told["duty"]).label}
    return Line(
        words=told["title"],
        url=reverse("desk:task", args=[told["item"]]),
        by=steps.named(told["added"]) or steps.title(told["flow_key"], told["step"]),
        said=_("%(place)s现无人承担“%(duty)s”职责，请报请任命，或由在任人员委托他人代办") % said,
        due=chips.time_left(datetime.datetime.fromisoformat(told["due"]).astimezone(clock.SHANGHAI)),
        act=(_("查看岗位"), reverse("roles:organisation", args=[told["at"]])),
    )


CALL = Call(
    "vacant", waiting_for, counted, "desk:inbox", line=line, by="due", order=12, tone="warning",
    facts={
        "item": F("pk"), "title": F("dossier__title"), "place": F("organisation__name"), "at": F("organisation"),
        "duty": F("duty"), "flow_key": F("flow_key"), "step": F("step"), "due": F("due_at"),
        "added": F("unplanned"),
    },
)  # fmt: skip
