"""征询 in lists: what waits for a person's answer in his inbox, what he was asked, and what he asked himself."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.models import Dossier, User
from roles import policies
from roles.asking import Asker
from workflows.desk import chips, steps
from workflows.desk.calls import Call, Line
from workflows.desk.models import Attachment, Consultation, ConsultationCopy, Consulted
from workflows.desk.models.consultations import Outcome
from workflows.engine import answering_people

KEY = "consultations"
RELATED = ("organisation", "person", "ended_by", "ended_on_behalf_of")


def waiting_for(asker: Asker) -> QuerySet[ConsultationCopy]:
    """What waits for the asker's answer, as one whom it reached and as a deputy of one, each with the `principal` for whom he
    would give it."""
    own = ConsultationCopy.objects.filter(reader=asker.person).waiting(asker.today)
    both = own.order_by().values("pk").union(_deputised(asker.person, asker.now, asker.today).values("pk"))
    principal = Case(When(reader=asker.person, then=Value("")), default=F("reader__name"))
    return ConsultationCopy.objects.filter(pk__in=both).annotate(principal=principal)


def _deputised(person: int, now: datetime.datetime, today: datetime.date) -> QuerySet[ConsultationCopy]:
    """Copies of whoever the person deputises with his whole post, of what waits and did not reach himself."""
    acting = answering_people.deputised_by(person, now, today)
    here = {"principal__user": OuterRef("reader"), "principal__post__organisation": OuterRef("consulted__organisation")}
    his = ConsultationCopy.objects.filter(consulted=OuterRef("consulted"), reader=person)
    asked = Q(consulted__consultation__asked_by=person) | Q(consulted__consultation__asked_on_behalf_of=person)
    copies = ConsultationCopy.objects.open().filter(reader__in=acting.values("principal__user"))
    return copies.filter(Exists(acting.filter(**here)), ~Exists(his)).exclude(asked).order_by()


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s件征询待您答复", "%(number)s件征询待您答复", number) % {"number": number}


def line(facts: Mapping[str, Any]) -> Line:
    """One of them: which dossier and step, by whom it was asked and what, and when the step is due."""
    address = reverse("desk:consultation", args=[facts["consultation"]])
    told = {"name": facts["by"], "step": steps.named(facts["added"]) or steps.title(facts["flow"], facts["step"])}
    said = _("%(name)s征询意见 · %(step)s（所示为该环节期限）") % told
    if facts["principal"]:
        said = _("%(said)s · 代%(name)s答复") % {"said": said, "name": facts["principal"]}
    office = _("由%(name)s任何一人答复") % {"name": facts["organisation"]}
    return Line(
        words=facts["title"],
        url=address,
        said=facts["words"],
        by=said if facts["person"] else f"{said} · {office}",
        due=chips.time_left(datetime.datetime.fromisoformat(facts["due"])),
        act=(_("去答复"), address),
    )


_ASKED = "consulted__consultation__"
CALL = Call(
    KEY, waiting_for, words, "desk:consulted", line=line, by="at", order=8, tone="warning",
    facts={
        "consultation": F("consulted__consultation"), "title": F(f"{_ASKED}dossier__title"),
        "by": F(f"{_ASKED}asked_by__name"), "flow": F(f"{_ASKED}work_item__flow_key"),
        "step": F(f"{_ASKED}work_item__step"), "added": F(f"{_ASKED}work_item__unplanned"), "due": F(f"{_ASKED}work_item__due_at"),
        "words": F(f"{_ASKED}words"), "at": F(f"{_ASKED}asked_at"),
        "organisation": F("consulted__organisation__name"), "person": F("consulted__person"),
        "principal": F("principal"),
    },
)  # fmt: skip


def copies_of(actor: User) -> QuerySet[ConsultationCopy]:
    """Everything that reached the actor about dossiers that he may read still, and what waits for whom he deputises, the
    last first; one statement now."""
    asked = ("dossier", "work_item", "asked_by")
    related = (*(f"consulted__{name}" for name in RELATED), *(f"{_ASKED}{name}" for name in asked))
    readable = policies.readable(actor, Dossier.objects.order_by())
    acting = _deputised(actor.pk, clock.now(), clock.today()).values("pk")
    copies = ConsultationCopy.objects.filter(
        Q(reader=actor) | Q(pk__in=acting), consulted__consultation__dossier__in=readable
    )
    return copies.select_related(*related).latest_first()


def asked_by(actor: User) -> QuerySet[Consultation]:
    """Everything the actor asked about dossiers that he may read still, the last first, each with how many were asked and
    how many have answered; one statement now."""
    readable = policies.readable(actor, Dossier.objects.order_by())
    counted = Consultation.objects.filter(asked_by=actor, dossier__in=readable).annotate(
        number=Count("asked"), answered=Count("asked", filter=Q(asked__ended_how=Outcome.ANSWERED))
    )
    return counted.select_related("dossier", "work_item").order_by("-asked_at", "-pk")


def of_dossier(dossier: Dossier) -> list[Consultation]:
    """Everything asked about a dossier, each with its `rows` in order; two statements, one where there is nothing."""
    asked = Consultation.objects.filter(dossier=dossier).select_related("asked_by", "asked_on_behalf_of", "work_item")
    return list(asked.prefetch_related(with_rows()).order_by("asked_at", "pk"))


def with_rows() -> Prefetch[Any]:
    """Whoever was asked, in order, as `rows`, each with what was `attached` to his answer."""
    brought = Attachment.objects.with_answers("pk")
    rows = Consulted.objects.select_related(*RELATED).annotate(attached=ArraySubquery(brought)).in_order()
    return Prefetch("asked", queryset=rows, to_attr="rows")


def state(row: Consulted, asked: Consultation) -> tuple[str, str]:
    """How far it is with one of those asked, in words, and the tone of its chip."""
    if row.ended_how == Outcome.ANSWERED:
        return _("无意见") if row.has_nothing else row.get_ended_how_display(), "success"
    if row.ended_how:
        return row.get_ended_how_display(), "calm"
    return (_("待答复"), "soon") if asked.work_item.is_open else (_("已不需答复"), "calm")
