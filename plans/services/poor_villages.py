"""贫困村名单: which villages of a county are poor villages, as its poverty office lists them (三; 四（三）: 瞄准贫困)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import OrganisationKind, Sector
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from plans.models import PoorVillage
from plans.services import locks
from plans.services.organs import bureau
from roles.duties import Duty
from roles.policies import may, require


def may_list(actor: User, county: Organisation) -> bool:
    return may(actor, Duty.MANAGE_LIBRARY, bureau(county, Sector.POVERTY))


def require_may_list(actor: User, county: Organisation) -> None:
    """Raises Refused for whoever does not keep the library of the county."""
    require(actor, Duty.MANAGE_LIBRARY, bureau(county, Sector.POVERTY))


@transaction.atomic
def list_villages(
    *, actor: User, county: Organisation, villages: Collection[int], document: str, seen: Collection[int] | None = None
) -> tuple[int, int]:
    """Let these villages be the county's list from now on, by that document; how many came and how many were struck off.
    What stays keeps the document by which it came. `seen` is the list that the page showed, None where nobody looked at one.

    Raises Refused for whoever does not keep the library, Invalid without a document, for what is no village of the
    county and where nothing changes, Conflict where the list is no longer what was seen.
    """
    require_may_list(actor, county)
    said = document.strip()
    if not said:
        raise Invalid(_("请写明认定或调整名单的文件"), field="document")
    printable.require(_("依据文件"), said)
    locks.hold_place(county)
    there = list(PoorVillage.objects.standing(county.pk).select_for_update(of=("self",)).select_related("village"))
    listed = {one.village_id for one in there}
    if seen is not None and set(seen) != listed:
        raise Conflict(_("名单刚被他人改动，已按现行名单重新列出，您的改动保留，请核对后再保存"))
    places = Organisation.objects.of_county(county, OrganisationKind.VILLAGE).filter(pk__in=villages)
    wanted = {place.pk: place for place in places if place.is_active or place.pk in listed}
    if len(wanted) != len(set(villages)):
        raise Invalid(_("名单中有的村不属于本县或已撤并，请重新打开页面勾选"), field="villages")
    came = [place for place in wanted.values() if place.pk not in listed]
    left = [one for one in there if one.village_id not in wanted]
    if not came and not left:
        raise Invalid(_("名单没有变动"), field="villages")
    _strike_off(actor, left, said)
    try:
        with transaction.atomic():
            PoorVillage.objects.bulk_create(
                PoorVillage(village=place, document=said, listed_by=actor) for place in came
            )
    except IntegrityError as error:
        raise Conflict(_("名单刚被他人改动，请重新打开页面")) from error
    ledger.record(
        actor=actor, action="poor_villages.listed", chain=county.pk, document_named=said,
        villages_listed=[place.name for place in came], villages_struck_off=[one.village.name for one in left],
    )  # fmt: skip
    return len(came), len(left)


def _strike_off(actor: User, left: Collection[PoorVillage], document: str) -> None:
    for one in left:
        one.ended_by, one.ended_at, one.end_document = actor, clock.now(), document
    PoorVillage.objects.bulk_update(left, ["ended_by", "ended_at", "end_document"])
