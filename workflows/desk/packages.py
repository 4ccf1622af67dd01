"""The archive package of a dossier: everything that was done and issued, and what proves it, in one file.

`core/verifier/verify_dossier_package.py`, which lies in every package, checks it offline with nothing but Python.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import CharField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from core import anchors, clock, ledger, tree
from core.errors import Conflict, Refused
from core.models import Dossier, LedgerEntry, Organisation, User
from core.verifier import verify_dossier_package as verifier
from documents import archive
from documents.models import IssuedDocument
from roles import policies
from workflows.desk import attachments, borders, member_names
from workflows.engine.models import Opinion, WorkItem
from workflows.engine.models.opinions import OpinionQuerySet

Members = dict[str, bytes | Path]
Rows = list[dict[str, Any]]
IN_MEMORY = 8 * 1024 * 1024
"""Bytes of a package beyond which it is written to the disk."""
Kept = Callable[[Dossier, User | None, frozenset[int] | None], Rows]
"""Rows of a room above about a dossier, for this reader or nobody in particular, of these work items alone, or of all."""

_kept: dict[str, tuple[str, Kept]] = {}


def register(name: str, title: str, rows: Kept) -> None:
    """Let the rows of a room above go into every package where there are any, as a member of that name."""
    _kept[name] = (title, rows)


def may_take(actor: User, dossier: Dossier) -> bool:
    """The auditor of the county, and the county's own people who may read the dossier."""
    if not policies.may_read(actor, dossier):
        return False
    own = Organisation.objects.filter(pk__in=policies.organisations_of(actor), county_id=dossier.county_id)
    return policies.may_read_ledger(actor, dossier.county) or own.exists()


def take(*, actor: User, dossier: Dossier) -> IO[bytes]:
    """The package for a person who may have it; that it was taken is written in the ledger. Raises Refused."""
    if not may_take(actor, dossier):
        raise Refused(_("只有本县人员和审计人员可以导出该案卷的归档包"))
    return export(actor=actor, dossier=dossier)


@transaction.atomic
def export(*, actor: User | None, dossier: Dossier) -> IO[bytes]:
    """Build the package of what there is now, in a temporary file that stands at its beginning; what people attached is
    never held in memory. Raises Conflict while a document is not printed yet."""
    members, entries, withheld, chains = _members(dossier, actor)
    told = {
        "format": verifier.FORMAT,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "dossier": {"id": dossier.pk, "title": dossier.title, "kind": dossier.kind, "year": dossier.year},
        "chains": chains,
        "entries": entries,
        "withheld": withheld,
        "titles": titles(_listed(members, verifier.DOCUMENTS), members)
        | {one["file"]: one["name"] for one in _listed(members, verifier.ATTACHMENTS)},
        "members": {name: _digest(held) for name, held in members.items()},
    }
    digest = hashlib.sha256(verifier.canonical(told)).hexdigest()
    members[verifier.MANIFEST] = _written({**told, "sha256": digest})
    package = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  whoever asked for it reads and closes it
    verifier.pack(members, package)
    package.seek(0)
    ledger.record(
        actor=actor, action="dossier.exported", chain=dossier.county_id, dossier=dossier, manifest=digest,
        sha256=hashlib.file_digest(package, "sha256").hexdigest(),
    )  # fmt: skip
    package.seek(0)
    return package


def _digest(held: bytes | Path) -> str:
    if isinstance(held, bytes):
        return hashlib.sha256(held).hexdigest()
    with held.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _listed(members: Members, name: str) -> Rows:
    held = members[name]
    rows: Rows = json.loads(held) if isinstance(held, bytes) else []
    return rows


def titles(documents: Rows, members: Members) -> dict[str, str]:
    """What each member is, by its name; of what rooms above keep, as far as there is any."""
    told = {one["file"]: f"{one['number']} {one['title']}".strip() for one in documents}
    data = {one["content"]: f"{told[one['file']]}（数据）" for one in documents}
    above = {name: title for name, (title, _rows) in _kept.items() if name in members}
    return told | data | above | {
        "dossier.json": "案卷登记", "opinions.json": "办理意见", "work_items.json": "办理环节",
        verifier.DOCUMENTS: "公文目录", verifier.ATTACHMENTS: "附件目录", verifier.LEDGER: "台账摘录", verifier.SELF: "核验程序",
    }  # fmt: skip


def _members(dossier: Dossier, actor: User | None) -> tuple[Members, int, int, Rows]:
    """Everything but the manifest; how many ledger entries, and how many more stay out; and where each of their chains
    stands. What the other side of a border did within itself stays there, unless nobody in particular takes the
    package."""
    within = borders.items_within(actor, dossier) if actor else None
    entries, withheld, chains = _ledger(dossier, within)
    documents, members = _documents(dossier)
    attached, files = _attachments(dossier, actor, within)
    members |= files
    written = opinions(dossier, within).values(
        "step", "round", "seat", "organisation__name", "actor__name", "on_behalf_of__name", "decision", "text",
        "detail", "written_at", "withdrawn_at", "withdrawn_because",
    )  # fmt: skip
    items = WorkItem.objects.filter(dossier=dossier) if within is None else WorkItem.objects.filter(pk__in=within)
    fields = Dossier.objects.filter(pk=dossier.pk).values()[0]
    members |= {
        verifier.LEDGER: _written(entries),
        verifier.DOCUMENTS: _written(documents),
        verifier.ATTACHMENTS: _written(attached),
        "dossier.json": _written({**fields, "county": dossier.county.name, "owner": dossier.owner.name}),
        "opinions.json": _written(list(written)),
        "work_items.json": _written(list(items.order_by("pk").values())),
        verifier.SELF: Path(verifier.__file__).read_bytes(),
    }
    found = {name: rows(dossier, actor, within) for name, (_title, rows) in _kept.items()}
    members |= {name: _written(rows) for name, rows in found.items() if rows}
    return members, len(entries), withheld, chains


def opinions(dossier: Dossier, within: frozenset[int] | None) -> OpinionQuerySet:
    """Those of the dossier at the work items `within`, or all."""
    written = Opinion.objects.filter(dossier=dossier).in_order()
    return written if within is None else written.filter(task__in=within)


def _documents(dossier: Dossier) -> tuple[Rows, Members]:
    listed, members = [], Members()
    for place, document in enumerate(IssuedDocument.objects.of_dossier(dossier), 1):
        if not document.is_printed:
            raise Conflict(_("公文“%(title)s”尚未排版，请稍后再导出") % {"title": document.title})
        stem = member_names.stem(place, document)
        members[f"{stem}.pdf"] = archive.read(document.file_sha256)
        members[f"{stem}.json"] = verifier.canonical(document.content)
        listed.append(
            {
                "id": document.pk, "kind": document.kind, "number": document.number, "title": document.title,
                "issuer": document.issuer_name, "date": document.document_date, "void_reason": document.void_reason,
                "content": f"{stem}.json", "content_sha256": document.content_sha256,
                "file": f"{stem}.pdf", "file_sha256": document.file_sha256,
            }
        )  # fmt: skip
    return listed, members


def _attachments(dossier: Dossier, actor: User | None, within: frozenset[int] | None) -> tuple[Rows, Members]:
    """What people attached at the work items `within`, or at all."""
    listed, members = [], Members()
    for place, one in enumerate(attachments.of_dossier(dossier, actor, within), 1):
        name = member_names.attachment(place, one.name, one.kind)
        members[name] = archive.checked(one.sha256, one.kind)
        listed.append(
            {
                "id": one.pk, "name": one.name, "work_item": one.work_item_id, "step": one.work_item.step,
                "organisation": one.work_item.organisation.name, "uploaded_by": one.uploaded_by.name,
                "on_behalf_of": one.on_behalf_of.name if one.on_behalf_of else "", "uploaded_at": one.uploaded_at,
                "size": one.size, "sha256": one.sha256, "file": name,
            }
        )  # fmt: skip
    return listed, members


def _ledger(dossier: Dossier, within: frozenset[int] | None) -> tuple[Rows, int, Rows]:
    """The dossier's entries, chain by chain: its county's, its province's, its addressees'; how many stay out; and where
    each chain stands."""
    written = LedgerEntry.objects.filter(dossier=dossier)
    told = [
        pk
        for pk, action, detail in written.order_by("pk").values_list("pk", "action", "detail")
        if within is None or borders.is_told(action, detail, within)
    ]
    chains = Organisation.objects.filter(pk__in=written.filter(pk__in=told).values("chain"))
    extract, heads = Rows(), Rows()
    for chain in chains.order_by("path"):
        entries, head = _extract(written.filter(pk__in=told), chain)
        extract += entries
        heads.append(head)
    return extract, written.count() - len(told), heads


def _extract(told: QuerySet[LedgerEntry], chain: Organisation) -> tuple[Rows, dict[str, Any]]:
    """Those entries of one chain, each with its path to the root over the whole, which shows no other entry."""
    entries = list(
        told.filter(chain=chain)
        .annotate(text=RawSQL("core_ledger_canonical(core_ledgerentry)", (), output_field=CharField()))
        .order_by("seq")
        .values_list("seq", "text", "hash")
    )
    anchor = anchors.of_chain(chain).filter(seq__gte=entries[-1][0]).order_by("seq").first()
    hashes = anchors.hashes(chain.pk, upto=anchor.seq if anchor else None)
    built = tree.levels(hashes)
    extract = [
        {"entry": text, "hash": bytes(digest).hex(), "path": tree.path(built, seq - 1)} for seq, text, digest in entries
    ]
    head = {
        "id": chain.pk, "code": chain.code, "seq": len(hashes), "root": tree.root(hashes).hex(),
        "anchored_on": anchor.day.isoformat() if anchor else "",
    }  # fmt: skip
    return extract, head


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, cls=DjangoJSONEncoder).encode()
