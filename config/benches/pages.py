"""Pages while the province round their reader grows: what he sees of his county stays, and so should what it costs.

For whoever reads more than a county, the pages of lists: they show the first of many, and should cost what they show.
The smallest province is kept beside the largest, so that both are visited in turns: whatever else the machine does falls
on both alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection
from django.urls import reverse

from config.benches.growing import Growing
from core.benches import Asked, Figure, at_most
from core.measuring import Act, rows_read, timed
from core.models import Organisation, User
from core.own_database import entered, own_database
from core.visiting import Guest, Visitor, pages
from documents.models import IssuedDocument
from plans.models import Filing, Notice, PlanVersion, Project, VillageRound
from roles import origins, policies
from workflows.engine.models import WorkItem

FLAT = at_most(1.3, "at most {} x the smallest size")
FEW = at_most(24, "at most {}")
FEW_OF_A_TASK = at_most(48, "at most {}")
TASK = "desk:task"
UNTOLD = 10_000
"""Fewer rows than that are as good as none: so many are looked at to fill a page and to count ten more, and a table that
has no more is passed over quicker than looked into. Of a large province every table that grows has many times as many."""
STANDING = ("auth_", "core_organisation", "core_user", "documents_documentcode", "roles_")
"""Tables of what there is once, people and places: as large in a province without any work."""


@dataclass(frozen=True)
class Page:
    """One page and who reads it; the public has no account."""

    name: str
    reader: str
    address: str


@dataclass(frozen=True)
class Province:
    """A database with a province of some size, and how each page is visited there."""

    name: str
    visits: dict[Page, Act]

    def seconds(self) -> dict[Page, float]:
        """Of one visit of each page, after one that does not count: it finds everything as a worker has it."""
        with entered(self.name):
            return {page: min(timed(act), timed(act)) for page, act in self.visits.items()}

    def rows(self) -> dict[Page, int]:
        """Of work and history, read for one visit of each page."""
        with entered(self.name):
            return {page: _history(rows_read(act)) for page, act in self.visits.items()}


def measure(asked: Asked) -> Iterator[Figure | str]:
    """Each page in the province of the smallest size and of the largest, the two taking turns."""
    growing, name = Growing(len(asked.sizes)), str(connection.settings_dict["NAME"])
    yield f"{growing.to(asked.sizes[0]):,} work items"
    with own_database("small", copied=name) as small, entered(name), pages():
        provinces = [_province(small, growing.home)]
        for size in asked.sizes[1:]:
            yield f"{growing.to(size):,} work items"
        provinces.append(_province(name, growing.home))
        taken = [[province.seconds() for province in provinces] for _run in range(asked.runs)]
        read = [province.rows() for province in provinces]
        people = _people(growing.home)
        counted = {page: people[page.reader].statements(page.address) for page in read[-1]}
    sizes = f"{asked.sizes[0]:,} to {asked.sizes[-1]:,} work items"
    for page in counted:
        seconds = [[run[n][page] for run in taken] for n in range(len(provinces))]
        rows = [province[page] for province in read]
        yield from _grown(f"{page.name}, {page.reader}, {sizes}", f"{asked.sizes[0]:,}", seconds, rows)
    tasks = {page: number for page, number in counted.items() if page.name == TASK}
    lists = {page: number for page, number in counted.items() if page.name != TASK}
    for told, bar in ((lists, FEW), (tasks, FEW_OF_A_TASK)):
        most = max(told, key=lambda page: told[page])
        yield Figure(
            case=f"the page that costs most of {len(told)}: {most.name}, {most.reader}", measure="statements",
            ours=told[most], bar=bar,
        )  # fmt: skip


def _province(name: str, home: Organisation) -> Province:
    with entered(name):
        return Province(name, dict(_visits(home)))


def _grown(case: str, smallest: str, seconds: list[list[float]], rows: list[int]) -> Iterator[Figure]:
    small, large = map(min, seconds)
    yield Figure(
        case=case, measure="quickest, ms", ours=large * 1e3, peer=smallest, theirs=small * 1e3, ratio=large / small,
        bar=FLAT,
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
    "desk:search?q=道路 desk:search?q=dl desk:search?q=饮水": ("village", "working group", "province, clerk"),
    "desk:search?q=整合方案 desk:search?q=产业": PROVINCE,
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
