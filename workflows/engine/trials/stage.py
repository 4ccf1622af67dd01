"""The stage of the trials: a province, counties, and people with exactly the duties they need."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any

from core import clock
from core.enums import DossierKind, OrganisationKind, Sector
from core.models import Dossier, Organisation, User
from roles import permission_rows
from roles.duties import Duty
from roles.models import Appointment, OrganisationUserPermission, Post, PostDuty
from workflows.engine import services
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.engine.trials.flows import open_trials

COUNTY_DUTIES = (
    Duty.CHAIR_LEADING_GROUP,
    Duty.SIGN_OFF,
    Duty.PRE_ISSUE_CHECK,
    Duty.REGISTER_DOCUMENT,
)
TOWNSHIP_DUTIES = (Duty.REVIEW_PROPOSALS, Duty.REPORT_PROJECTS)
PROVINCE_DUTIES = (Duty.ACKNOWLEDGE_FILING, Duty.ANSWER_FILING)


def raise_stage(counties: int = 1) -> None:
    """Make the province and its counties; safe to call again."""
    open_trials()
    permission_rows.ensure_permission_rows()
    province = _organisation(None, "42", "湖北省", OrganisationKind.PROVINCE)
    for slug, name in (("agriculture", "省农业农村厅"), ("land", "省自然资源厅")):
        organ = _organisation(province, f"42-{slug}", name, OrganisationKind.DEPARTMENT)
        _person(organ, PROVINCE_DUTIES)
    for n in range(1, counties + 1):
        _county(province, f"4203{n:02}")


def _county(province: Organisation, code: str) -> None:
    county = _organisation(province, code, f"{code}县", OrganisationKind.COUNTY)
    _person(county, COUNTY_DUTIES)
    township = _organisation(county, f"{code}100", "中心镇", OrganisationKind.TOWNSHIP)
    _person(township, TOWNSHIP_DUTIES)
    for sector in (Sector.FINANCE, Sector.HOUSING, Sector.LAND, Sector.WATER):
        organ = _organisation(county, f"{code}-{sector}", str(sector.label), OrganisationKind.DEPARTMENT)
        _person(organ, (Duty.COUNTERSIGN_PLAN,))


def _organisation(parent: Organisation | None, code: str, name: str, kind: OrganisationKind) -> Organisation:
    path = f"{parent.path if parent else ''}{code}/"
    made, new = Organisation.objects.get_or_create(
        code=code,
        defaults={"name": str(name), "official_name": str(name), "kind": kind, "parent": parent, "path": path},
    )
    if new and parent and kind == OrganisationKind.COUNTY:
        made.county = made
    elif new and parent:
        made.county = parent.county
    made.save(update_fields=["county"])
    return made


def _person(organisation: Organisation, duties: Iterable[Duty]) -> None:
    if not User.objects.filter(username=organisation.code).exists():
        appoint(User.objects.create_user(organisation.code, name=f"{organisation.name}承办"), organisation, duties)


def appoint(user: User, organisation: Organisation, duties: Iterable[Duty]) -> Appointment:
    """Give a person duties at an organisation, by a post of his own and its projection."""
    post = Post.objects.create(organisation=organisation, title=f"岗位{uuid.uuid4().hex[:8]}")
    PostDuty.objects.bulk_create(PostDuty(post=post, duty=duty) for duty in duties)
    held = Appointment.objects.create(user=user, post=post, starts_on=datetime.date(2020, 1, 1), basis="试验")
    numbers = permission_rows.duty_permissions()
    for duty in duties:
        OrganisationUserPermission.objects.get_or_create(
            user=user, content_object=organisation, permission_id=numbers[duty]
        )
    return held


def organisation(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def holder(at: Organisation | int | str) -> User:
    """The person of an organisation of the stage."""
    code = _code(at) if isinstance(at, int) else getattr(at, "code", at)
    return User.objects.get(username=code)


@cache
def _code(pk: int) -> str:
    return Organisation.objects.values_list("code", flat=True).get(pk=pk)


def dossier(county: str = "420301", kind: DossierKind = DossierKind.PLAN) -> Dossier:
    """A new dossier of a county's township."""
    township = organisation(f"{county}100")
    return Dossier.objects.create(
        kind=kind, title="计划", county=organisation(county), owner=township, year=2026, opened_by=holder(township)
    )


def begin(flow: str = "trial_plan", county: str = "420301") -> Proceeding:
    """A new dossier under way."""
    papers = dossier(county)
    return services.start(actor=papers.opened_by, flow=flow, dossier=papers)


def open_items(process: Proceeding) -> list[WorkItem]:
    """The open work items of one proceeding, oldest first."""
    return list(WorkItem.objects.open().filter(proceeding=process).order_by("pk"))


def open_steps(process: Proceeding) -> list[str]:
    """Names of the steps now open."""
    return [item.step for item in open_items(process)]


def decide(item: WorkItem, decision: Decision = Decision.APPROVE, **other: Any) -> Opinion:
    """Decide an item by the person whose duty it is."""
    return services.decide(work_item=item.pk, decision=decision, **_told(item, "意见", other))


def send_back(item: WorkItem, step: str, **other: Any) -> Opinion:
    """Return an item by the person whose duty it is."""
    return services.return_to(work_item=item.pk, step=step, **_told(item, "请修改", other))


def _told(item: WorkItem, opinion: str, other: dict[str, Any]) -> dict[str, Any]:
    actor = other.get("actor") or holder(item.organisation_id)
    return {"opinion": opinion, "request_id": uuid.uuid4(), **other, "actor": actor}


def run_through(process: Proceeding, until: str = "") -> None:
    """Approve whatever is open, oldest first, until a step of that name opens or nothing is left."""
    while (items := open_items(process)) and items[0].step != until:
        decide(items[0])


def past_due(item: WorkItem) -> datetime.timedelta:
    """How far to shift the clock so that the item is overdue."""
    return item.due_at - clock.now() + datetime.timedelta(minutes=1)
