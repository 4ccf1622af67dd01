"""Pages while the province round their reader grows: what he sees of his county stays, and so should what it costs.

For whoever reads more than a county, the pages of lists: they show the first of many, and should cost what they show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse

from config.benches.growing import Growing
from core.benches import Asked, Figure, at_most
from core.measuring import Act, interleaved, rows_read
from core.models import Organisation, User
from core.visiting import Guest, Visitor, pages
from documents.models import IssuedDocument
from plans.models import Filing, Notice, PlanVersion, Project, VillageRound
from roles import origins, policies
from workflows.engine.models import WorkItem

FLAT = at_most(1.3, "at most {} x the smallest size")
FEW = at_most(24, "at most {}")
FEW_OF_A_TASK = at_most(48, "at most {}")
TASK = "desk:task"
UNTOLD = 1_000
"""Fewer rows than that are as good as none: growth is told of what is more."""
STANDING = ("auth_", "core_organisation", "core_user", "documents_documentcode", "roles_")
"""Tables of what there is once, people and places: as large in a province without any work."""


@dataclass(frozen=True)
class Page:
    """One page and who reads it; the public has no account."""

    name: str
    reader: str
    address: str


def measure(asked: Asked) -> Iterator[Figure | str]:
    """Each page at each size: the quickest visit, and the rows that were read for it."""
    quickest: dict[Page, list[float]] = {}
    read: dict[Page, list[int]] = {}
    province = Growing(len(asked.sizes))
    with pages():
        for size in asked.sizes:
            yield f"{province.to(size):,} work items"
            visits = dict(_visits(province.home))
            seconds = interleaved({page.address + page.reader: act for page, act in visits.items()}, runs=asked.runs)
            for page, act in visits.items():
                quickest.setdefault(page, []).append(min(seconds[page.address + page.reader]))
                read.setdefault(page, []).append(_history(rows_read(act)))
        people = _people(province.home)
        counted = {page: people[page.reader].statements(page.address) for page in quickest}
    sizes = f"{asked.sizes[0]:,} to {asked.sizes[-1]:,} work items"
    for page in quickest:
        yield from _grown(f"{page.name}, {page.reader}, {sizes}", str(asked.sizes[0]), quickest[page], read[page])
    tasks = {page: number for page, number in counted.items() if page.name == TASK}
    lists = {page: number for page, number in counted.items() if page.name != TASK}
    for told, bar in ((lists, FEW), (tasks, FEW_OF_A_TASK)):
        most = max(told, key=lambda page: told[page])
        yield Figure(
            case=f"the page that costs most of {len(told)}: {most.name}, {most.reader}", measure="statements",
            ours=told[most], bar=bar,
        )  # fmt: skip


def _grown(case: str, smallest: str, seconds: list[float], rows: list[int]) -> Iterator[Figure]:
    yield Figure(
        case=case, measure="quickest, ms", ours=seconds[-1] * 1e3, peer=smallest, theirs=seconds[0] * 1e3,
        ratio=seconds[-1] / seconds[0], bar=FLAT,
    )  # fmt: skip
    yield Figure(
        case=case, measure="rows of work and history read", ours=rows[-1], peer=smallest, theirs=rows[0],
        ratio=max(rows[-1], UNTOLD) / max(rows[0], UNTOLD), bar=FLAT,
    )  # fmt: skip


def _history(rows: dict[str, int]) -> int:
    return sum(number for table, number in rows.items() if not table.startswith(STANDING))


def _visits(home: Organisation) -> Iterator[tuple[Page, Act]]:
    people = _people(home)
    for page in _pages(home):
        yield page, partial(people[page.reader].get, page.address)


def _people(home: Organisation) -> dict[str, Guest]:
    """A reader of every kind: of the county, of the province, and one without an account."""
    village = _round_of(home).village
    of: dict[str, User] = {
        "village": _holder("propose_projects", pk=village.pk),
        "township": _holder("report_projects", pk=village.parent_id),
        "working group": _holder("compile_plan", county=home),
        "finance bureau": _holder("manage_sources", county=home),
        "county auditor": _holder("audit", county=home),
        "province, clerk": _holder("acknowledge_filing", sector="finance", county=None),
        "province, auditor": _holder("audit", county=None),
    }
    holders = {_at(item): _holder(item.duty, pk=item.organisation_id) for item in _waiting(home)}
    return {"public": Guest(), **{name: Visitor(person) for name, person in {**of, **holders}.items()}}


def _pages(home: Organisation) -> Iterator[Page]:
    """The lists that grow with the province, and the things of the county that people look at every day."""
    for names, readers in LISTS.items():
        for name in names.split():
            for reader in readers:
                yield Page(name, reader, _address(name))
    for reader, told in _things(home).items():
        for name, arguments in told.items():
            yield Page(name.split("?")[0], reader, _address(name, arguments))
    for item in _waiting(home):
        yield Page(TASK, _at(item), _address(TASK, [item.pk]))


COUNTY, PROVINCE = ("township", "working group"), ("province, auditor",)
LISTS: dict[str, tuple[str, ...]] = {
    "plans:library plans:rounds plans:notices": (*COUNTY, *PROVINCE),
    "plans:plans desk:inbox?tab=done funds:sources funds:pools": ("finance bureau", *PROVINCE),
    "plans:filings plans:filing_register documents:incoming": ("working group", "province, clerk", *PROVINCE),
    "documents:register documents:numbers": ("village", "county auditor", "province, clerk", *PROVINCE),
    "disclosure:notices disclosure:notices?past": ("public",),
    "desk:search?q=道路 desk:search?q=dl": ("village", "working group"),
}
"""Addresses without arguments, and who asks for them."""


def _things(home: Organisation) -> dict[str, dict[str, Any]]:
    """Of the county's last plan that was filed, and of one of its villages."""
    version = PlanVersion.objects.filter(plan__county=home, filing__isnull=False).order_by("-pk")[0]
    round_, year = _round_of(home), version.plan.year
    project = Project.objects.filter(village_round=round_).order_by("pk")[0]
    paper = IssuedDocument.objects.filter(dossier=version.dossier).order_by("pk")[0]
    return {
        "village": {
            "plans:project": [project.pk], "plans:village_round": [round_.pk], "desk:dossier": [round_.dossier_id],
        },
        "working group": {
            "plans:plan": [version.pk], "plans:compliance": [version.pk],
            "plans:filing": [Filing.objects.get(version=version).pk], "desk:dossier?tab=documents": [version.dossier_id],
            "documents:document": [paper.pk], "plans:alike": [home.pk],
        },
        "finance bureau": {
            "funds:pool": [home.pk, year], "funds:reconciliation": [home.pk, year],
            "funds:plan_batches": [version.plan_id], "funds:spending": [version.plan_id],
        },
        "public": {
            "disclosure:notice": [Notice.objects.filter(county=home).order_by("-pk")[0].pk],
            "documents:verify": [paper.verification_code],
        },
    }  # fmt: skip


def _waiting(home: Organisation) -> list[WorkItem]:
    """One open item of every step of the county that somebody has to decide."""
    ripe = WorkItem.objects.open().filter(dossier__county=home, claimed_by__isnull=True, suspended_at__isnull=True)
    found = ripe.order_by("flow_key", "step", "pk").distinct("flow_key", "step")
    held = policies.holders({(item.duty, item.organisation_id) for item in found})
    return [item for item in found if held[item.duty, item.organisation_id]]


def _at(item: WorkItem) -> str:
    return f"whoever has {item.step}"


def _address(name: str, arguments: list[Any] | None = None) -> str:
    called, mark, question = name.partition("?")
    return reverse(called, args=arguments) + mark + question


def _round_of(home: Organisation) -> VillageRound:
    return VillageRound.objects.filter(county=home, projects__isnull=False).select_related("village").order_by("pk")[0]


def _holder(duty: str, **place: Any) -> User:
    held = origins.held().filter(permission__codename=duty)
    found = held.filter(**{f"content_object__{name}": value for name, value in place.items()}).select_related("user")
    person: User = found.order_by("pk")[0].user
    return person
