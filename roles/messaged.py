"""What delegations tell: to both, when one begins and when it is over."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat, Least
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.dates import moment_words
from core.messages_out import events
from core.messages_out.events import Addressee, Content, Event, Fact, Owed
from roles.models import Delegation

BEGINS, ENDS = "begins", "ends"
OVER = Least("ends_at", Coalesce("revoked_at", "ends_at"))


def facts(owed: Owed) -> Iterator[Fact]:
    """Each delegation that began and stands, and each that is over since not long ago."""
    now = clock.now()
    related = ("principal__user", "principal__post__organisation", "deputy")
    rows = Delegation.objects.select_related(*related).annotate(over=OVER).order_by("pk")
    begun = rows.filter(starts_at__lte=now, over__gt=now)
    ended = rows.filter(over__lte=now, over__gt=now - events.REMEMBERED, over__gte=F("starts_at"))
    for found, code in ((begun, BEGINS), (ended, ENDS)):
        named = Concat(Cast(F("pk"), CharField()), Value(f" {code}"), output_field=CharField())
        for delegation in owed.of(found, named):
            yield _fact(delegation, code)


def _fact(delegation: Delegation, code: str) -> Fact:
    principal, organisation = delegation.principal.user, delegation.principal.post.organisation
    return Fact(
        key=f"{delegation.pk} {code}",
        about=delegation.pk,
        county=organisation.county_id or organisation.pk,
        at=delegation.starts_at if code == BEGINS else delegation.over,  # type: ignore[attr-defined]  # annotated
        addressees=(Addressee(principal.pk), Addressee(delegation.deputy_id)),
        content=Content(
            who=principal.name,
            what=delegation.deputy.name,
            code=code,
            by_when=delegation.ends_at.isoformat() if code == BEGINS else "",
            link=reverse("roles:my_posts"),
        ),
    )


def words(content: Content) -> str:
    """Both names, and until when."""
    told = {"principal": content.who, "deputy": content.what}
    if content.code == ENDS:
        return _("%(principal)s对%(deputy)s的委托已结束，在办事项已交回") % told
    until = moment_words(datetime.datetime.fromisoformat(content.by_when))
    return _("%(principal)s委托%(deputy)s代办，至%(until)s止") % {**told, "until": until}


EVENT = Event(
    key="roles.delegation", title=gettext_lazy("委托开始或结束"), facts=facts, holds=None, words=words, order=110
)
