"""Commenting on a dossier (留言): by whoever may read it, read on his own side of the county's border and nowhere else.

A comment decides nothing, is printed nowhere and does not go into the archive package. It is never changed; its author
may withdraw it, which hides its words and leaves the trace.
"""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid, Refused
from core.models import Dossier, Organisation, User
from roles import policies
from workflows.desk import borders
from workflows.desk.enums import Aside
from workflows.desk.models import Comment

LONGEST = 1000
"""Characters of a comment."""


def speaks_from(actor: User, dossier: Dossier) -> Organisation | None:
    """The organisation for which the actor speaks on this dossier: one of its county before any other; None for whoever
    has no post, such as an evaluator who is only named to read it. Two statements."""
    own = list(Organisation.objects.filter(pk__in=policies.organisations_of(actor)).order_by("path"))
    of_the_county = [one for one in own if one.county_id == dossier.county_id]
    return next(iter(of_the_county or own), None)


@transaction.atomic
def write(*, actor: User, dossier: Dossier, text: str, request_id: UUID | None = None) -> Comment:
    """Say something about a dossier; the same words from the same page, by `request_id`, are said once.

    Raises Refused for whoever may not read it or has no post, Invalid for an empty or far too long text and for
    characters that no page can carry.
    """
    policies.require_read(actor, dossier)
    at = speaks_from(actor, dossier)
    if at is None:
        raise Refused(_("没有任职的人员不能留言"))
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise Invalid(_("请填写留言，不超过%(longest)d字") % {"longest": LONGEST}, field="text")
    printable.require(_("留言"), said)
    number = uuid5(request_id, f"{dossier.pk}|{said}") if request_id else None
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    known = Comment.objects.filter(author=actor, request_id=number).first() if number else None
    if known is not None:
        return known
    made = Comment.objects.create(
        dossier=dossier, organisation=at, author=actor, text=said, written_at=clock.now(), request_id=number
    )
    ledger.record(
        actor=actor, action=Aside.COMMENT, chain=dossier.county_id, dossier=dossier, comment=made.pk,
        sha256=hashlib.sha256(said.encode()).hexdigest(),
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw(*, actor: User, comment: int) -> Comment:
    """Take one's own comment back. Raises Refused for another's and for whoever may not read the dossier any more,
    Conflict for what was withdrawn before."""
    found = Comment.objects.select_for_update(no_key=True, of=("self",)).select_related("dossier").get(pk=comment)
    if found.author_id != actor.pk:
        raise Refused(_("只能撤回本人的留言"))
    policies.require_read(actor, found.dossier)
    if found.withdrawn_at is not None:
        raise Conflict(_("该留言已经撤回"))
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    ledger.record(
        actor=actor, action=Aside.UNCOMMENT, chain=found.dossier.county_id, dossier=found.dossier, comment=found.pk
    )
    return found


def read_by(reader: User, dossier: Dossier) -> QuerySet[Comment]:
    """Those of the reader's own side, first come first: the county's for its own people and whoever watches it, those of
    an organ above the counties for its own people alone; three statements at most before it is read."""
    is_heard = borders.hears(reader, dossier)
    spoke = Organisation.objects.filter(pk__in=Comment.objects.filter(dossier=dossier).values("organisation"))
    heard = [one.pk for one in spoke.order_by("pk") if is_heard(one)]
    found = Comment.objects.filter(dossier=dossier, organisation__in=heard)
    return found.select_related("author", "organisation").in_order()
