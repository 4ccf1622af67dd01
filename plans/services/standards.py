"""补助标准 of a county: laid down by its working group with the number of the document that approves it, never by the
province or a township (五（一）·3: 补助标准制定权下放到县); never below what stands above it (四（三）·4)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from core.money import YUAN_IN_WAN, plain_yuan
from plans.models import Project, SubsidyStandard
from plans.models.standard import SubsidyStandardQuerySet
from plans.rules.measures import otherwise_granted
from plans.rules.parts import parts_of
from roles.duties import Duty
from roles.policies import scope

OF_ALL = {"village": None, "household_kind": ""}


@transaction.atomic
def lay_down(*, actor: User, county: Organisation, fields: dict[str, Any]) -> SubsidyStandard:
    """A standard from a day on; the one before it of the same kind ends the day before.

    `fields` are those of `SubsidyStandard`: category, measure, unit, village, household_kind, amount, floor (yuan, with
    floor_document), approval_document and valid_from. Raises Refused for others than the county's working group, Invalid
    for an amount below what stands above it or a day that is past, Conflict where one of that day or later is laid down.
    """
    require_may_lay_down(actor, county)
    Organisation.objects.select_for_update(no_key=True).get(pk=county.pk)
    made = SubsidyStandard(county=county, set_by=actor, **fields)
    for name in ("measure", "unit", "approval_document", "floor_document"):
        setattr(made, name, getattr(made, name).strip())
    printable.require_row(made)
    _require_sound(made)
    before = _of_same_kind(made).order_by("-valid_from").first()
    if made.is_county_wide:
        _keep_floor(made, before)
        _require_none_below(made)
    else:
        _stand_on_county(made)
    if before and before.valid_from >= made.valid_from:
        raise Conflict(_("该标准在同一日或其后已另有规定"), field="valid_from")
    if before and (before.valid_to is None or before.valid_to >= made.valid_from):
        before.valid_to = made.valid_from - datetime.timedelta(days=1)
        before.save(update_fields=["valid_to"])
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Invalid(_("补助标准不得低于上级标准；因村因户不同的，不得低于县标准"), field="amount") from error
    ledger.record(
        actor=actor, action="standard.laid_down", chain=county, category=made.category, measure=made.measure,
        subsidy_standard=made.figure, applies_to=_whose(made), before=before.figure if before else "",
        ground=made.approval_document, in_force_from=made.valid_from,
    )  # fmt: skip
    return made


@transaction.atomic
def end(*, actor: User, standard: int, last_day: datetime.date, ground: str) -> SubsidyStandard:
    """Let a standard hold no longer after a day; what was granted by it stays. Raises Refused like `lay_down`, Invalid for
    a day that is past or no ground, Conflict for one that has ended or on which those of villages or households stand."""
    found = SubsidyStandard.objects.select_related("county", "village").get(pk=standard)
    require_may_lay_down(actor, found.county)
    Organisation.objects.select_for_update(no_key=True).get(pk=found.county_id)
    found.refresh_from_db(fields=["valid_to"])
    if last_day < max(clock.today(), found.valid_from):
        raise Invalid(_("停用日期不得早于今天和施行日期"), field="last_day")
    if found.valid_to is not None:
        raise Conflict(_("该标准已有停用日期"))
    said = ground.strip()
    if not said:
        raise Invalid(_("请写明依据"), field="ground")
    printable.require(_("依据"), said)
    if found.is_county_wide and (
        resting := list(_departing(found).filter(Q(valid_to=None) | Q(valid_to__gt=last_day)))
    ):
        told = _("以下因村因户不同的标准以该标准为基础，请先停用：%(named)s")
        raise Conflict(told % {"named": "、".join(one.described for one in resting)})
    found.valid_to = last_day
    found.save(update_fields=["valid_to"])
    ledger.record(
        actor=actor, action="standard.ended", chain=found.county_id, category=found.category, measure=found.measure,
        subsidy_standard=found.figure, applies_to=_whose(found), ground=said, last_day=last_day,
    )  # fmt: skip
    return found


def counties_of(actor: User) -> list[Organisation]:
    """The counties for which he may lay standards down. One statement."""
    groups = Organisation.objects.filter(kind=OrganisationKind.WORKING_GROUP, is_active=True)
    held = scope(actor, Duty.COMPILE_PLAN, groups, "pk").select_related("county").order_by("path")
    return [group.county for group in held if group.county]


def require_may_lay_down(actor: User, county: Organisation) -> None:
    """Raises Refused, naming who may."""
    if county not in counties_of(actor):
        told = _("补助标准由%(county)s制定，只有该县工作专班可以登记；省级和乡镇不能制定")
        raise Refused(told % {"county": county.name})


def require_fitting(project: Project, villages: Iterable[Organisation] | None) -> None:
    """Raises Invalid for a standard of another county, category, unit or village than the project's; `villages` are
    those where it is to be built, None where they stay as they are."""
    picked = project.standard
    if picked is None:
        return
    if picked.county_id != project.county_id or picked.category != project.category:
        raise Invalid(_("所选补助标准不属于本县本类别，请重新选择"), field="standard")
    if picked.village is not None and picked.village not in (
        project.proposer, *(project.villages.all() if villages is None else villages)
    ):  # fmt: skip
        told = _("所选补助标准只适用于%(village)s，项目的实施村中没有该村，请重新选择")
        raise Invalid(told % {"village": picked.village.name}, field="standard")
    if project.unit and project.unit != picked.unit:
        raise Invalid(_("所选补助标准按“%(unit)s”计，请核对计量单位") % {"unit": picked.unit}, field="unit")


def cautions(project: Project) -> list[str]:
    """What its proposer is told of another standard than the county's; forbids nothing, the plan has to say why."""
    picked = project.standard
    if picked is None or project.standard_reason.strip():
        return []
    parts = parts_of(project.parts)
    if not otherwise_granted(project.unit_standard, parts, county_standard=picked.amount, unit=picked.unit):
        return []
    told = _("“%(name)s”的补助标准与县定标准（%(figure)s）不同，请填写理由；列入方案前须说明")
    return [told % {"name": project.name, "figure": picked.figure}]


def by_other_units(made: SubsidyStandard) -> list[str]:
    """What its maker is told of the same work with another unit word, which may be one standard written twice; forbids
    nothing, for a work may be granted by the piece and by the area."""
    same = SubsidyStandard.objects.filter(county=made.county_id, category=made.category, measure=made.measure)
    others = same.filter(**OF_ALL).exclude(unit=made.unit).exclude(valid_to__lt=made.valid_from)
    told = _("“%(measure)s”另有按“%(unit)s”计的标准“%(figure)s”仍有效；如为同一标准的不同写法，请停用其中一个")
    return [told % {"measure": made.measure, "unit": one.unit, "figure": one.figure} for one in others.in_order()]


def _require_sensible_figures(made: SubsidyStandard) -> None:
    if made.amount <= 0:
        raise Invalid(_("补助标准须大于零"), field="amount")
    for name in ("amount", "floor"):
        if (getattr(made, name) or 0) > settings.PROJECT_LARGEST_WAN * YUAN_IN_WAN:
            told = _("高于单个项目的最大金额%(largest)s万元，请核对：此处以元为单位")
            raise Invalid(told % {"largest": settings.PROJECT_LARGEST_WAN}, field=name)


def _require_sound(made: SubsidyStandard) -> None:
    _require_sensible_figures(made)
    for name, label in (("measure", _("补助内容")), ("unit", _("计量单位")), ("approval_document", _("批准文号"))):
        if not getattr(made, name):
            raise Invalid(_("请填写“%(field)s”") % {"field": label}, field=name)
    if made.valid_from < clock.today():
        raise Invalid(_("施行日期不得早于今天；此前的标准保留备查"), field="valid_from")
    if made.village and made.village.county_id != made.county_id:
        raise Invalid(_("适用村须是本县的村"), field="village")
    if made.floor is not None and not made.floor_document:
        raise Invalid(_("填写上级标准的，须注明上级标准文号"), field="floor_document")


def _keep_floor(made: SubsidyStandard, before: SubsidyStandard | None) -> None:
    """What was laid down above holds for the next one too, unless that names another."""
    if made.floor is None and before is not None:
        made.floor, made.floor_document = before.floor, before.floor_document
    if made.floor is not None and made.amount < made.floor:
        told = _("上级标准为%(floor)s元（%(document)s），县标准不得低于该数")
        figures = {"floor": plain_yuan(made.floor), "document": made.floor_document}
        raise Invalid(told % figures, field="amount")


def _require_none_below(made: SubsidyStandard) -> None:
    """The county's own may not rise above what its villages and households are granted."""
    below = [one for one in _departing(made) if one.amount < made.amount]
    if below:
        told = _("以下因村因户不同的标准将低于县标准，请先提高：%(named)s")
        raise Invalid(told % {"named": "、".join(one.described for one in below)}, field="amount")


def _stand_on_county(made: SubsidyStandard) -> None:
    """A village or a kind of household has the county's standard for its floor, and never less than it."""
    own = _of(made).filter(**OF_ALL).filter(Q(valid_to=None) | Q(valid_to__gte=made.valid_from)).order_by("valid_from")
    found = list(own)
    if not found or found[0].valid_from > made.valid_from:
        raise Invalid(_("请先制定同一补助内容、同一计量单位的县标准"), field="measure")
    highest = max(found, key=lambda one: one.amount)
    made.floor, made.floor_document = highest.amount, highest.approval_document
    if made.amount < highest.amount:
        told = _("县标准为%(figure)s，因村因户不同的标准不得低于该数")
        raise Invalid(told % {"figure": highest.figure}, field="amount")


def _of(made: SubsidyStandard) -> SubsidyStandardQuerySet:
    """Everything laid down for the same work."""
    found: SubsidyStandardQuerySet = SubsidyStandard.objects.filter(
        county=made.county_id, category=made.category, measure=made.measure, unit=made.unit
    )
    return found


def _of_same_kind(made: SubsidyStandard) -> SubsidyStandardQuerySet:
    """Those for the same people."""
    return _of(made).filter(village=made.village_id, household_kind=made.household_kind)


def _departing(made: SubsidyStandard) -> SubsidyStandardQuerySet:
    """What villages and households are granted for the same work, now or later."""
    found = _of(made).exclude(**OF_ALL).filter(Q(valid_to=None) | Q(valid_to__gte=made.valid_from))
    return found.select_related("village").in_order()


def _whose(made: SubsidyStandard) -> str:
    parts = (made.village.name if made.village else "", str(made.get_household_kind_display()))
    return "、".join(part for part in parts if part)


def history(county: Organisation, on: datetime.date) -> tuple[SubsidyStandardQuerySet, SubsidyStandardQuerySet]:
    """What holds on a day or begins later, and what has ended; each in order with its village. Two statements."""
    found = SubsidyStandard.objects.filter(county=county).select_related("village", "set_by")
    ended = found.filter(valid_to__lt=on)
    return found.exclude(pk__in=ended.values("pk")).in_order(), ended.in_order()
