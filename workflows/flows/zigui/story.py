"""A drafter's, a treasurer's, the departments' and the heads' year with the plan, on the pages."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db.models import Sum
from django.urls import reverse

from core import clock
from core.browsing import Desk
from core.enums import OrganisationKind
from core.models import User
from core.money import wan
from core.proofs import ProofFailed
from documents.enums import RenderState
from documents.jobs import render_owed
from documents.models import IssuedDocument
from documents.services import call_up
from funds.models import FundSource, ItemFunding
from plans.models import FilingAddressee, PlanVersion, Project
from plans.services.organs import organ
from roles.duties import Duty
from workflows.flows.rehearsal.journey import _level
from workflows.flows.rehearsal.people import holder
from workflows.flows.zigui import answering, deciding, sheets
from workflows.flows.zigui.county import Wide
from workflows.flows.zigui.serving import Served
from workflows.flows.zigui.table import Size

CUT = Decimal("10000.01")
"""Yuan that an adjustment takes from the first source of a row."""
OPENED = 3
"""How often a page is opened whose statements are compared."""
REASON = "项目招标结余，按实际需要核减安排资金。"


@dataclass
class Story:
    """Who does it where; `few` and `many` are the statements of pages with the rows by hand alone, and with all."""

    desk: Desk
    served: Served
    county: Wide
    size: Size
    files: Path

    def __post_init__(self) -> None:
        self.few: dict[str, int] = {}
        self.many: dict[str, int] = {}
        self.group = organ(self.county.county, OrganisationKind.WORKING_GROUP)

    @property
    def drafter(self) -> User:
        return holder(Duty.COMPILE_PLAN, self.group)

    def told(self) -> Iterator[str]:
        """Everything, and what was counted on the way."""
        version = self.call()
        self.county.fill_library()
        yield f"{Project.objects.in_library(self.county.county).count()} projects in the library, {clock.today()}"
        yield from self.planned(version)

    def planned(self, version: PlanVersion) -> Iterator[str]:
        """The plan of a library that stands: compiled, passed, issued, filed; and once more, adjusted."""
        deciding.later(datetime.date(self.county.year, 1, 5))
        self.enter_sources(version)
        yield f"{FundSource.objects.count()} sources entered on their pages"
        self.list_by_hand(version)
        self.few = self.tour(version)
        self.list_by_sheet(version)
        self.many = self.tour(version, "draft")
        answered = answering.answer_warnings(self.desk, version)
        self.require_sums(version, self.size.items, self.size.total)
        yield (
            f"{self.size.items} rows, {self.size.total:,} yuan: {self.size.by_hand} by hand, the rest by spreadsheet; "
            f"{answered} warnings answered"
        )
        yield from self.pass_through(version)
        yield from self.adjust(version)

    def call(self) -> PlanVersion:
        """The drafter opens the plan and the group's head signs the call."""
        self.desk.sit(self.drafter)
        self.desk.open("/plans/")
        fold = self.desk.one("details.panel summary")
        self.desk.click(fold)
        self.desk.press("details.panel .button-main")
        version = PlanVersion.objects.select_related("plan__county", "dossier__owner").get()
        deciding.decide_all(self.desk, version.dossier, until="finance_confirms_sources")
        return version

    def enter_sources(self, version: PlanVersion) -> None:
        """The finance bureau enters each source and reports that all are there."""
        [item] = deciding.open_items(version.dossier)
        self.desk.sit(holder(item.duty, item.organisation))
        for number, (name, amount) in enumerate(self.county.plan.source_totals.items(), 1):
            self.desk.open("/funds/")
            self.desk.follow("登记资金来源")
            typed = {"year": self.county.year, "name": name, "doc_no": f"秭财指〔{self.county.year}〕{number}号"}
            received = {"level": _level(name).value, "received_on": clock.today()}
            self.desk.fill({**typed, **received, "amount": wan(amount), "integrable": wan(amount)})
            self.desk.send()
        deciding.decide(self.desk, item)

    def list_by_hand(self, version: PlanVersion) -> None:
        """The first rows of the table are ticked in the library, and each is paid on its page."""
        self.desk.sit(self.drafter)
        self.desk.open(f"/plans/{version.pk}/draw/")
        self.desk.picture("draw")
        chosen = self._projects()[: self.size.by_hand]
        for project in chosen:
            self.desk.tick("project", str(project.pk))
        self.desk.press("main form .button-main")
        sources = {source.name: source.pk for source in FundSource.objects.order_by("pk")}
        for row in version.items.select_related("project").order_by("seq"):
            paid = self.county.projects[row.project_id][0].source_amounts
            self.desk.open(f"/funds/items/{row.pk}/")
            self.desk.fill({f"source-{sources[name]}": wan(amount) for name, amount in paid.items()})
            self.desk.press("main form .button-main")

    def list_by_sheet(self, version: PlanVersion) -> None:
        """All others, which the library still has, in one spreadsheet."""
        rows = {one.code: self.county.projects[one.pk][0].source_amounts for one in self._projects()}
        sheets.filled(self._template(), rows, self.files / "items.xlsx")
        self._send(self.files / "items.xlsx")

    def tour(self, version: PlanVersion, pictures: str = "") -> dict[str, int]:
        """The statements of each page that shows the draft."""
        self.desk.sit(self.drafter)
        [item] = deciding.open_items(version.dossier)
        pages = {
            "task": f"/tasks/{item.pk}/", "plan": f"/plans/{version.pk}/", "check": f"/plans/{version.pk}/compliance/",
            "library": "/projects/", "draw": f"/plans/{version.pk}/draw/", "dossier": f"/dossiers/{version.dossier_id}/",
            "pool": f"/funds/pool/{version.plan.county_id}/{version.plan.year}/",
        }  # fmt: skip
        return self.counted(pages, pictures)

    def counted(self, pages: dict[str, str], pictures: str) -> dict[str, int]:
        """The fewest statements of each page opened a few times: some are asked once by a process, or once a minute."""
        found = {}
        for name, path in pages.items():
            before = len(self.served.visits)
            for _n in range(OPENED):
                self.desk.open(path)
            found[name] = min(visit.statements for visit in self.served.visits[before:] if visit.path == path)
            if pictures:
                self.desk.picture(f"{pictures}-{name}")
        return found

    def pass_through(self, version: PlanVersion) -> Iterator[str]:
        """Checked, sent, answered by the departments, passed by both meetings, signed, issued, announced and filed."""
        taken = deciding.decide_all(self.desk, version.dossier)
        version.refresh_from_db()
        document = version.document
        if document is None:
            raise ProofFailed("the plan was not issued")
        yield f"{taken} decisions on their pages, issued as {document.number} on {clock.today()}"
        self.desk.sit(self.drafter)
        yield self.open_document(document)
        self.counted({"issued": f"/plans/{version.pk}/", "filing": "/filings/"}, "plan")
        yield f"{self.file(version)} decisions of the departments that it is filed with, on their pages"

    def file(self, version: PlanVersion) -> int:
        """Each addressee of the province receives, checks and registers it; how many decisions that took."""
        asked = FilingAddressee.objects.filter(filing__version=version).select_related("dossier").order_by("pk")
        taken = sum(deciding.decide_all(self.desk, addressee.dossier) for addressee in asked)
        if not taken or any(addressee.registered_at is None for addressee in asked.all()):
            raise ProofFailed(f"{version.title} is not registered by all that it is filed with")
        return taken

    def open_document(self, document: IssuedDocument) -> str:
        """Its page, and the file itself, which the worker prints before what nobody waits for, after what was asked for
        earlier."""
        call_up(document=document, reader=self.drafter)
        while document.render_state == RenderState.OWED and render_owed(1):
            document.refresh_from_db()
        if not document.is_printed:
            raise ProofFailed(f"{document.number} is not printed: {document.render_error}")
        self.desk.open(reverse("documents:document", args=[document.pk]))
        self.desk.picture(f"document-{document.kind}-{document.pk}")
        address = reverse("documents:pdf", args=[document.pk])
        self.desk.open(address)
        if self.desk.browser.execute_script("return document.contentType") != "application/pdf":
            raise ProofFailed(f"the browser does not show {document.number}")
        file = sheets.downloaded(self.desk, address)
        (self.files / f"{document.kind}-{document.pk}.pdf").write_bytes(file)
        if not file.startswith(b"%PDF-"):
            raise ProofFailed(f"{document.number} is no PDF")
        return f"{document.number} opened: {document.pages} pages, {len(file) / 1024:.0f} KiB"

    def adjust(self, version: PlanVersion) -> Iterator[str]:
        """Some rows get less; the whole way again."""
        self.desk.sit(self.drafter)
        self.desk.open(f"/plans/{version.pk}/adjust/")
        self.desk.fill({"reason": REASON, "ground": f"秭财农〔{self.county.year}〕9号"})
        self.desk.press("main form .button-main")
        made = PlanVersion.objects.select_related("plan__county", "dossier__owner").latest("pk")
        cut = list(self._cut(made))
        self._alter(cut[:1])
        few = self.compared(made, "")
        self._alter(cut[1:])
        many = self.compared(made, "adjusted")
        self.few |= few
        self.many |= many
        total = self.size.total - CUT * self.size.adjusted
        self.require_sums(made, self.size.items, total)
        self.explain(made)
        answering.answer_warnings(self.desk, made)
        yield f"{self.size.adjusted} rows changed by spreadsheet, {total:,} yuan"
        taken = deciding.decide_all(self.desk, made.dossier)
        made.refresh_from_db()
        if made.document is None:
            raise ProofFailed("the adjusted plan was not issued")
        yield f"{taken} decisions on their pages, issued as {made.document.number} on {clock.today()}"
        self.desk.sit(self.drafter)
        yield self.open_document(made.document)
        self.compared(made, "in-force")
        self.file(made)
        self.require_sums(made, self.size.items, total)

    def compared(self, made: PlanVersion, pictures: str) -> dict[str, int]:
        pages = {"compare": f"/plans/{made.pk}/compare/", "adjusted plan": f"/plans/{made.pk}/"}
        return self.counted(pages, pictures)

    def explain(self, made: PlanVersion) -> None:
        """Why each changed row changes, on the page that compares the versions."""
        self.desk.open(f"/plans/{made.pk}/compare/")
        asked = self.desk.browser.execute_script(
            "return Array.from(document.querySelectorAll('textarea[name^=reason-]')).map(e => e.name)"
        )
        self.desk.fill(dict.fromkeys(asked, REASON))
        self.desk.press("button[form=reasons]")

    def _cut(self, made: PlanVersion) -> Iterator[tuple[str, str, Decimal]]:
        """Code, source and what that pays from now on, of as many rows as are adjusted."""
        rows = made.items.select_related("project").prefetch_related("fundings__source").order_by("seq")
        step = self.size.items // self.size.adjusted
        for row in list(rows)[::step][: self.size.adjusted]:
            paid = max(row.fundings.all(), key=lambda one: one.amount)
            yield row.project.code, paid.source.name, paid.amount - CUT

    def _alter(self, cut: Iterable[tuple[str, str, Decimal]]) -> None:
        file = self.files / "altered.xlsx"
        sheets.altered(self._template(rows="1"), {code: {name: paid} for code, name, paid in cut}, file)
        self._send(file)

    def _template(self, rows: str = "") -> bytes:
        address = reverse("plans:import_template", args=["items", self.group.pk])
        return sheets.downloaded(self.desk, f"{address}?year={self.county.year}&rows={rows}")

    def _send(self, file: Path) -> None:
        """Upload, look at what each row would do, and import all."""
        self.desk.open(f"{reverse('plans:import_upload', args=['items', self.group.pk])}?year={self.county.year}")
        self.desk.one("[name=file]").send_keys(str(file))
        self.desk.send()
        self.desk.picture(f"import-{file.stem}")
        self.desk.fill({"reason": REASON})
        self.desk.press("button[name=act][value=all]")
        if not self.desk.reads("已导入"):
            raise ProofFailed(f"{file.name}: {self.desk.one('main').text[:800]}")

    def _projects(self) -> list[Project]:
        """Those of the library in the order of the table."""
        found = Project.objects.in_library(self.county.county)
        return sorted(found, key=lambda project: self.county.projects[project.pk][1])

    @staticmethod
    def require_sums(version: PlanVersion, number: int, total: Decimal) -> None:
        """The rows and their fundings come to the same, to the fen; the dossier too, once it is sent."""
        version.dossier.refresh_from_db()
        told = {
            "rows": version.items.aggregate(sum=Sum("amount"))["sum"],
            "fundings": ItemFunding.objects.filter(item__version=version).aggregate(sum=Sum("amount"))["sum"],
        }
        if version.document_id:
            told["dossier"] = version.dossier.amount
        if set(told.values()) != {total} or version.items.count() != number:
            raise ProofFailed(f"{version.items.count()} rows, {told}, expected {number} and {total}")
