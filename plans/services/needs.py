"""What villages and townships want in a plan of several years: their lines, reported, reviewed, given back (四（四））."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger
from core.deadlines import day_of
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from core.money import wan
from core.soundness import require_sound
from plans.enums import NeedsState
from plans.models import Need, Project, TownshipNeeds, VillageNeeds
from plans.rules import refuse
from plans.rules.bounds import meeting_misfits, refusals_of
from plans.rules.master_plans import anew_refusals, stating_refusals, year_refusals
from plans.services.projects import misfits
from roles.duties import Duty
from roles.policies import require
from workflows.engine.models import WorkItem

STATING = ("village_states_needs", "village_corrects_needs")
"""The steps at which a village writes its table."""
REVIEWING = ("township_reviews_needs",)
"""The step at which a township writes its own lines."""
MEETING = ("held_on", "representatives", "present", "votes_for")
FIELDS = (
    "year", "category", "content", "amount", "households", "people", "poor_households", "poor_people", "project",
)  # fmt: skip


@transaction.atomic
def add(*, actor: User, needs: int, village: int | None, fields: Mapping[str, Any]) -> Need:
    """A line of a village's table, or, without `village` (a VillageNeeds), of the township's own; amounts in yuan.

    Raises Refused without the duty, Conflict while the table does not lie with its writer, Invalid for what no line can
    have.
    """
    held = _writable(actor, needs, village)
    line = Need(needs=held, village_id=village, **{name: fields[name] for name in FIELDS if name in fields})
    line.planned = line.amount
    _keep(line)
    _note(actor, held, action="needs.line_added", village=_place(line).name, need=_told(line))
    return line


@transaction.atomic
def change(*, actor: User, line: int, fields: Mapping[str, Any]) -> Need:
    """The same line, written otherwise; what the county arranged of it stays unless the amount changes. Raises as `add`
    does."""
    found = _line(line)
    held = _writable(actor, found.needs_id, found.village_id)
    wanted, linked = found.amount, found.project_id
    for name in FIELDS:
        if name in fields:
            setattr(found, name, fields[name])
    if found.amount != wanted:
        found.planned = found.amount
    _keep(found, linked)
    _note(actor, held, action="needs.line_changed", village=_place(found).name, need=_told(found))
    return found


@transaction.atomic
def remove(*, actor: User, line: int) -> Need:
    """Taken out of the table. Raises as `add` does."""
    found = _line(line)
    held = _writable(actor, found.needs_id, found.village_id)
    _note(actor, held, action="needs.line_removed", village=_place(found).name, need=_told(found))
    found.delete()
    return found


@transaction.atomic
def record_meeting(*, actor: User, village: int, fields: Mapping[str, Any]) -> VillageNeeds:
    """The meeting of representatives that the table went through; a quorum that is missing is asked for when the village
    reports. Raises as `add` does."""
    needs = VillageNeeds.objects.values_list("needs", flat=True).get(pk=village)
    held = _writable(actor, needs, village)
    found = VillageNeeds.objects.get(pk=village)
    for name in MEETING:
        if name in fields:
            setattr(found, name, fields[name])
    refuse(refusals_of(meeting_misfits(found.held_on, held.version.plan.first_year, clock.today())))
    if held.version.revises_id:
        refuse(anew_refusals(found.held_on, day_of(held.dossier.opened_at)))
    require_sound(found, exclude=["county"])
    found.save(update_fields=list(MEETING))
    _note(actor, held, action="needs.meeting", village=found.village.name)
    return found


def report(*, actor: User, needs: TownshipNeeds, village: int) -> None:
    """The village (an organisation) has stated its needs after its meeting. Raises Invalid naming all that is missing."""
    found = of_village(needs, village)
    refuse(stating_refusals(found, list(found.lines.order_by("pk"))))
    found.state, found.returned_because = NeedsState.REPORTED, ""
    found.save(update_fields=["state", "returned_because"])
    _note(actor, needs, action="needs.reported", village=found.village.name)


def take_back(needs: TownshipNeeds, village: int) -> None:
    """Taken back by the village before the township looked: it states them anew."""
    VillageNeeds.objects.filter(needs=needs, village=village).update(state=NeedsState.PENDING)


def give_back_again(needs: TownshipNeeds, village: int) -> None:
    """The correction was taken back: the table lies with the village as it was given back."""
    VillageNeeds.objects.filter(needs=needs, village=village).update(state=NeedsState.RETURNED)


def of_village(needs: TownshipNeeds, village: int) -> VillageNeeds:
    """The village's part, locked."""
    rows = VillageNeeds.objects.select_for_update(of=("self",), no_key=True).select_related("village")
    return rows.get(needs=needs, village=village)


def review(*, actor: User, needs: TownshipNeeds, returned: Mapping[int, str]) -> None:
    """The township lets the reported tables stand and gives others back; `returned` are the reasons by VillageNeeds.

    One that was not reported may be asked for again in the same way. Raises Invalid for one without a reason, or of
    another township.
    """
    rows = {row.pk: row for row in needs.villages.select_related("village").order_by("pk")}
    if strange := returned.keys() - rows.keys():
        raise Invalid(_("退回的村不属于本乡镇：%(keys)s") % {"keys": "、".join(map(str, sorted(strange)))})
    if silent := [rows[pk].village.name for pk, reason in returned.items() if not reason.strip()]:
        raise Invalid(_("退回补正的，须写明理由：%(names)s") % {"names": "、".join(silent)})
    for pk, reason in returned.items():
        rows[pk].state, rows[pk].returned_because = NeedsState.RETURNED, reason.strip()
        rows[pk].save(update_fields=["state", "returned_because"])
        _note(actor, needs, action="needs.given_back", village=rows[pk].village.name, reason=reason.strip())


def villages(needs: TownshipNeeds) -> list[int]:
    """The organisations that are asked at first."""
    return list(needs.villages.order_by("village__path").values_list("village", flat=True))


def given_back(needs: TownshipNeeds) -> list[int]:
    """The villages with which a table lies again."""
    lying = needs.villages.filter(state=NeedsState.RETURNED)
    return list(lying.order_by("village__path").values_list("village", flat=True))


def note_unanswered(needs: TownshipNeeds, village: int) -> None:
    """The limit passed: 未报; what was given back and not corrected does not count as reported."""
    VillageNeeds.objects.filter(needs=needs, village=village).update(state=NeedsState.PENDING)


def linkable(proposer: Organisation) -> QuerySet[Project]:
    """The library's projects that a line of this village or township may point at."""
    return Project.objects.in_library(proposer.county or proposer).filter(proposer=proposer).order_by("code")


def is_writable(needs: TownshipNeeds, place: Organisation, steps: Collection[str]) -> bool:
    """Whether the table lies with its writer now."""
    lying = WorkItem.objects.open().filter(dossier=needs.dossier_id, organisation=place, step__in=steps)
    return lying.exists()


def _writable(actor: User, needs: int, village: int | None) -> TownshipNeeds:
    """The township's part, its table locked, where the actor may write now."""
    held = TownshipNeeds.objects.select_related("dossier", "township", "version__plan").get(pk=needs)
    steps: tuple[str, ...] = REVIEWING
    place, duty = held.township, Duty.REVIEW_PROPOSALS
    if village is None:
        TownshipNeeds.objects.select_for_update(of=("self",), no_key=True).get(pk=needs)
    else:
        rows = VillageNeeds.objects.select_for_update(of=("self",), no_key=True).select_related("village")
        place, duty, steps = rows.get(pk=village, needs=needs).village, Duty.PROPOSE_PROJECTS, STATING
    require(actor, duty, place)
    if not is_writable(held, place, steps):
        raise Conflict(_("%(place)s的规划需求现在不在填报环节，不能改动") % {"place": place.name})
    return held


def _line(pk: int) -> Need:
    found = Need.objects.select_related("needs__version__plan").filter(pk=pk).first()
    if found is None:
        raise Conflict(_("该行需求已删除"))
    return found


def _keep(line: Need, linked: int | None = None) -> None:
    """A link that the line has already stays, also once a plan took its project."""
    said = {name: getattr(line, name) for name in FIELDS if name != "project"}
    refuse([*refusals_of(misfits(said, None)), *year_refusals(line.year, line.needs.version.plan.years)])
    if line.project and line.project_id != linked and not linkable(_place(line)).filter(pk=line.project.pk).exists():
        raise Invalid(_("只能关联本村、本乡镇已入库的项目"))
    require_sound(line, exclude=["county", "needs", "village", "project"])
    line.save()


def _place(line: Need) -> Organisation:
    return line.village.village if line.village else line.needs.township


def _told(line: Need) -> str:
    """The line in one text."""
    return f"{line.year} {line.get_category_display()} {line.content} {wan(line.amount)}"


def _note(actor: User, needs: TownshipNeeds, *, action: str, village: str, need: str = "", reason: str = "") -> None:
    ledger.record(
        actor=actor, action=action, chain=needs.dossier.county_id, dossier=needs.dossier_id, village=village, need=need,
        reason=reason,
    )  # fmt: skip
