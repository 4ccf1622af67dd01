"""What is signed is what is numbered: drafts sent for signature, and the agencies that sign together."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core import ledger
from core.errors import Conflict
from core.models import Dossier, Organisation, User
from documents import rendering, rules
from documents.enums import Layout
from documents.models import CoIssuer, IssuedDocument, SubmittedDraft
from documents.papers import Paper


@dataclass(frozen=True)
class CoSignature:
    """One agency that issues after the lead agency; `signatory` and `signed_on` are empty until it has signed."""

    organisation: Organisation
    signatory: User | None = None
    signed_on: datetime.date | None = None


def submit(*, actor: User, paper: Paper, dossier: Dossier) -> SubmittedDraft:
    """Keep the paper word for word as it goes to the signatory, once more after every return (条例 第二十条).

    The right to send it is the step's duty and has been asked there.
    """
    content = paper.content()
    draft = SubmittedDraft.objects.create(
        dossier=dossier, kind=paper.kind, content=content, content_sha256=rendering.digest(content), submitted_by=actor
    )
    ledger.record(
        actor=actor, action="document.submitted", chain=dossier.county_id, dossier=dossier,
        kind=draft.kind, sha256=draft.content_sha256,
    )  # fmt: skip
    return draft


def require_as_signed(paper: Paper, dossier: Dossier | None) -> None:
    """Raises Conflict, naming the parts, when the paper is no longer what was sent for signature (条例 第二十五条:
    需作实质性修改的，应当报原签批人复审). A paper that is signed and numbered in one act has no such draft."""
    draft = SubmittedDraft.objects.of(dossier, paper.kind).first() if dossier else None
    if draft is None:
        return
    if told := changed(draft, paper.content()):
        raise Conflict(told, clause=_("条例第二十五条"))


def changed(draft: SubmittedDraft, now: dict[str, Any]) -> str:
    """What differs from the draft that was sent for signature, and what to do; empty when nothing does."""
    if rendering.digest(now) == draft.content_sha256:
        return ""
    parts = "、".join(rules.changes(draft.content, now)) or _("内容")
    return _("送签后%(parts)s有改动，须退回重新送签，由原签发人复审") % {"parts": parts}


def entries(co_signatures: Sequence[CoSignature], day: datetime.date) -> list[CoIssuer]:
    """The co-issuers in order, named as on that day, not yet kept; one that has not signed has no signatory's name,
    which the drafting rules refuse."""
    return [
        CoIssuer(
            seq=seq,
            organisation=c.organisation,
            name=c.organisation.name_on(day),
            signatory=c.signatory,
            signatory_name=c.signatory.name if c.signatory and c.signed_on else "",
            signed_on=c.signed_on or day,
        )
        for seq, c in enumerate(co_signatures, 1)
    ]


def sending(paper: Paper, issuer: Organisation, lead: tuple[str, str], co_issuers: Sequence[CoIssuer]) -> rules.Sending:
    """Who issues, as the drafting rules ask it; `lead` is the name and the signatory of the lead agency."""
    others = (rules.Issuer(c.name, _rank(c.organisation), c.signatory_name) for c in co_issuers)
    below = _below(issuer, paper.cc) if paper.layout == Layout.UPWARD and paper.cc else frozenset()
    return rules.Sending((rules.Issuer(lead[0], _rank(issuer), lead[1]), *others), below, paper.code_use is not None)


def frozen(co_issuers: Sequence[CoIssuer]) -> list[dict[str, Any]]:
    """The co-issuers as the frozen content lists them, in order."""
    return [
        {"name": c.name, "signatory_name": c.signatory_name, "signed_on": c.signed_on.isoformat()} for c in co_issuers
    ]


def keep(document: IssuedDocument, co_issuers: Sequence[CoIssuer]) -> None:
    """Write the co-issuers of a numbered document."""
    for co_issuer in co_issuers:
        co_issuer.document = document
    CoIssuer.objects.bulk_create(co_issuers)


def last_signature(signed_on: datetime.date | None, co_signatures: Sequence[CoSignature]) -> datetime.date | None:
    """成文日期 of a joint document: the day on which the last agency signed (条例 第九条)."""
    days = [day for day in (signed_on, *(c.signed_on for c in co_signatures)) if day is not None]
    return max(days, default=None)


def _rank(organisation: Organisation) -> int:
    """How deep it stands: a county's departments and townships are of one rank, the county itself is above them."""
    return organisation.path.count("/")


def _below(issuer: Organisation, names: Sequence[str]) -> frozenset[str]:
    """Those of the names that belong to something below the issuer."""
    found = Organisation.objects.under(issuer).exclude(pk=issuer.pk)
    found = found.filter(Q(name__in=names) | Q(official_name__in=names)).in_order()
    return frozenset(name for pair in found.values_list("name", "official_name") for name in pair)
