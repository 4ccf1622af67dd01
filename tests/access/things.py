"""One thing of the home county for every address, and what a person would type there."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, cast
from uuid import uuid4

from django.db.models import QuerySet

from core import clock
from core.messages_out.events import Content
from core.models import Delivery, Message, Organisation, User
from documents import archive, numbers, outside, thumbnails, voiding
from documents import services as documents
from documents.enums import RenderState
from documents.jobs import render_owed
from documents.models import DocumentCode, IncomingDocument, IssuedDocument, NumberReservation, VoidRequest
from oversight.bulletins.acts import Told, draft_supervision
from oversight.models import Bulletin, SavedFilter, Slip
from plans.models import (
    Filing,
    FilingAddressee,
    LibraryRound,
    Notice,
    Objection,
    PlanItem,
    PlanVersion,
    PreparedImport,
    Project,
    TownshipRound,
    VillageRound,
)
from roles import services as roles
from roles.models import ApiToken, Appointment, AppointmentRequest, Delegation
from tests.access import beside, money, planning
from tests.access.sheets import LooseSheet
from tests.factories import flows as make
from tests.factories import roles as people
from workflows.desk.models import Batch, Meeting, SavedView
from workflows.engine.models import WorkItem

HOME = "42/4203/420323/"
VILLAGE = f"{HOME}420323100/420323100201/"
ORGANS = {
    "village": VILLAGE,
    "township": f"{HOME}420323100/",
    "working_group": f"{HOME}420323-working-group/",
    "government_office": f"{HOME}420323-government-office/",
    "finance": f"{HOME}420323-finance/",
    "poverty": f"{HOME}420323-poverty/",
    "supervision": f"{HOME}420323-supervision/",
    "province_finance": "42/42-finance/",
}


class Things:
    """One object for every address, all of the home county."""

    @cached_property
    def county(self) -> Organisation:
        return Organisation.objects.get(code=make.COUNTY)

    @cached_property
    def version(self) -> PlanVersion:
        return PlanVersion.objects.filter(plan__county=self.county).order_by("pk")[0]

    @cached_property
    def drafter(self) -> Appointment:
        return Appointment.objects.get(
            post__organisation__path=ORGANS["working_group"], post__duties__duty="compile_plan"
        )

    @cached_property
    def dossiers(self) -> dict[str, list[int]]:
        """By kind those of the page that shows it: one, of a filing one for each addressee."""
        shown: dict[str, QuerySet[Any]] = {
            "plan": PlanVersion.objects.filter(pk=self.version.pk),
            "filing": FilingAddressee.objects.filter(filing__version=self.version),
            "village_round": VillageRound.objects.filter(pk=_first(self.village_rounds)),
            "township_round": TownshipRound.objects.filter(pk=_first(self.township_rounds)),
            "library_round": LibraryRound.objects.filter(pk=_first(self.library_rounds)),
        }
        return {kind: list(rows.order_by("pk").values_list("dossier", flat=True)) for kind, rows in shown.items()}

    @cached_property
    def project(self) -> Project:
        return Project.objects.filter(proposer__path=VILLAGE).order_by("pk")[0]

    @cached_property
    def dossiers_of_project(self) -> list[int]:
        """The rounds that it went through, and the plan that has it."""
        rounds = (self.project.village_round, self.project.township_round, self.project.library_round)
        plans = PlanVersion.objects.filter(items__project=self.project).order_by("pk")
        return [held.dossier_id for held in rounds if held] + list(plans.values_list("dossier", flat=True))

    @property
    def village_rounds(self) -> QuerySet[VillageRound]:
        return VillageRound.objects.filter(village__path=VILLAGE)

    @property
    def township_rounds(self) -> QuerySet[TownshipRound]:
        return TownshipRound.objects.filter(township__county=self.county)

    @property
    def library_rounds(self) -> QuerySet[LibraryRound]:
        return LibraryRound.objects.filter(county=self.county)

    @cached_property
    def document(self) -> IssuedDocument:
        """A table not to be disclosed, of the plan; printed, and each page as a picture."""
        tables = IssuedDocument.objects.filter(dossier=self.version.dossier, kind="D05", disclosure="closed")
        found = printed(tables.order_by("pk")[0])
        thumbnails.keep(found.file_sha256, archive.read(found.file_sha256))
        return found

    @cached_property
    def printed_notice(self) -> int:
        found = Notice.objects.select_related("document").exclude(document=None).order_by("pk")[0]
        printed(cast(IssuedDocument, found.document))
        return int(found.pk)

    @cached_property
    def meeting(self) -> Meeting:
        """One of the county's that was held."""
        return Meeting.objects.filter(county=self.county).order_by("pk")[0]

    @cached_property
    def objection(self) -> Objection:
        notice = Notice.objects.filter(organisation__path=VILLAGE).order_by("pk")[0]
        return Objection.objects.create(
            notice=notice, name="张某", contact="13900000000", text="有异议", received_at=clock.now()
        )

    @cached_property
    def slip(self) -> Slip:
        """One of the plan, already closed."""
        item = WorkItem.objects.filter(dossier=self.version.dossier).order_by("pk")[0]
        supervisor = _holder("supervise", ORGANS["supervision"])
        return Slip.objects.create(
            work_item=item, county=self.county, organisation=item.organisation, office=self.county, answer="已办",
            state="closed", requirement="请办理", due_on=clock.today(), issued_by=supervisor, issued_at=clock.now(),
            verified_by=supervisor, closed_at=clock.now(),
        )  # fmt: skip

    @cached_property
    def bulletin(self) -> Bulletin:
        """A draft of the present month."""
        told = Told(county=self.county, month=clock.today().replace(day=1), requirement="请抓紧办理。")
        return draft_supervision(actor=_holder("supervise", ORGANS["supervision"]), told=told)

    @cached_property
    def saved_filter(self) -> SavedFilter:
        """The drafter's own, of a time when he supervised."""
        return SavedFilter.objects.create(owner=self.drafter.user, name="逾期", saved_at=clock.now())

    @cached_property
    def saved_view(self) -> SavedView:
        """The drafter's own."""
        return SavedView.objects.create(
            owner=self.drafter.user, name="退回的", question="returned=1", saved_at=clock.now()
        )

    @cached_property
    def batch(self) -> Batch:
        """The drafter's own, of which nothing was left."""
        return Batch.objects.create(
            actor=self.drafter.user, request_id=uuid4(), flow_key="filing", step="province_receives",
            finished_at=clock.now(),
        )  # fmt: skip

    @cached_property
    def prepared_import(self) -> PreparedImport:
        """The working group's table, waiting to be confirmed."""
        group = Organisation.objects.get(path=ORGANS["working_group"])
        return PreparedImport.objects.create(
            dataset="library", organisation=group, county=self.county, year=make.YEAR, file_name="项目库.xlsx",
            state="ready", made_by=self.drafter.user, expires_at=clock.now() + datetime.timedelta(days=7),
        )  # fmt: skip

    @cached_property
    def request(self) -> AppointmentRequest:
        administrator = _holder("administer_system", f"{HOME}420323-administration/")
        return roles.request_appointment(
            actor=administrator, user=people.person(), post=self.drafter.post, starts_on=clock.today(), basis="文"
        )

    @cached_property
    def delegation(self) -> Delegation:
        """The drafter lets a colleague act for him."""
        colleague = Appointment.objects.get(
            post__organisation=self.drafter.post.organisation_id, post__duties__duty="announce"
        )
        now = clock.now()
        return roles.delegate(
            actor=self.drafter.user, principal=self.drafter, deputy=colleague.user, starts_at=now,
            ends_at=now + datetime.timedelta(days=3), reason="出差",
        )  # fmt: skip

    @cached_property
    def token(self) -> ApiToken:
        """The drafter's own."""
        return roles.issue_token(actor=self.drafter.user, name="对账", reach="read", days=30)[0]

    @cached_property
    def delivery(self) -> Delivery:
        """A mail to the drafter that was given up."""
        told = Message.objects.create(
            event="desk.offered", key="access", county=self.county, person=self.drafter.user, made_at=clock.now(),
            content=Content(what="方案").stored(), abouts=[],
        )  # fmt: skip
        return Delivery.objects.create(message=told, channel="email", state="given_up", next_at=clock.now(), tries=6)

    @cached_property
    def code(self) -> DocumentCode:
        return DocumentCode.objects.filter(organisation=self.county).order_by("pk")[0]

    @cached_property
    def reserved(self) -> NumberReservation:
        registrar = _holder("register_document", ORGANS["government_office"])
        return numbers.reserve(actor=registrar, code=self.code, purpose="会议纪要")

    @cached_property
    def from_outside(self) -> IncomingDocument:
        office = Organisation.objects.get(path=ORGANS["government_office"])
        paper = outside.Outside(sender="省水利厅", title="关于报送材料的通知", received_on=clock.today())
        registrar = _holder("register_document", ORGANS["government_office"])
        return outside.register(actor=registrar, organisation=office, paper=paper)

    @cached_property
    def void_request(self) -> VoidRequest:
        group = Organisation.objects.get(path=ORGANS["working_group"])
        loose = documents.issue(
            actor=None, paper=LooseSheet(), dossier=self.version.dossier, issuer=group, signed_on=clock.today()
        )
        registrar = _holder("register_document", ORGANS["government_office"])
        return voiding.request(actor=registrar, document=loose, reason="有误")

    def typed(self, name: str) -> dict[str, object]:
        """What a person would type there; nothing where the person is asked for first."""
        days = {"starts_on": "2026-07-01", "ends_on": "2026-12-31"}
        told: dict[str, dict[str, object]] = {
            "roles:deactivate": {"at": self.drafter.post.organisation_id},
            "documents:request_void": {"reason": "有误"},
            "documents:register_code": {"use": "receipt", "code": "竹试备"},
            "documents:correct_code": {"code": "竹试函"},
            "documents:end_code": {"ends_on": "2099-12-31"},
            "documents:decide_void": {"consents": "no", "opinion": "无误"},
            "documents:sign_for": {"intake": "accepted"},
            "documents:examine": {"intake": "accepted"},
            "funds:restore": {"project": self.project.pk},
            "plans:open_round": {"year": make.YEAR + 1},
            "plans:open_plan": {"year": make.YEAR + 1, "reply_by": "2027-09-01"},
            "plans:open_planning": planning.TYPED,
            "oversight:save_filter": {"name": "逾期的", "question": "?overdue=1"},
            "documents:reserve": {"code": self.code.pk, "purpose": "会议纪要"},
            "documents:give_up": {"reason": "不再印发"},
            "documents:print_book": {"organisation": self.county.pk, **days},
        }
        return told.get(name, {})

    def query(self, name: str) -> str:
        """What stands behind the address."""
        return f"?round={_first(self.village_rounds)}" if name == "plans:propose" else ""

    def arguments(self, name: str) -> dict[str, object]:
        """What the address of that name needs; nothing for a list."""
        if name in self.places:
            key, path = self.places[name]
            kind = {"kind": "village"} if name == "plans:open_round" else {}
            return {key: Organisation.objects.get(path=path).pk, **kind}
        if name in self.others:
            return self.others[name](self)
        found = self.keys[name]() if name in self.keys else None
        key = "item" if name in {"funds:arrange", "funds:put_back"} else "pk"
        return {} if found is None else {key: found}

    others: ClassVar[dict[str, Callable[[Things], dict[str, object]]]] = {
        **money.OF_COUNTY,
        "documents:verify": lambda self: {"code": self.document.verification_code},
        "desk:attachment_picture": lambda self: {
            "pk": beside.attachment(self.version.dossier, self.drafter.user).pk,
            "page": 1,
        },
        "documents:picture": lambda self: {"pk": self.document.pk, "page": 1},
        "documents:sheet": lambda self: {"pk": self.document.pk, "number": 1},
        "api:xlsx": lambda self: {"pk": self.document.pk, "number": 1},
        "desk:task_draft": lambda self: {
            "pk": _first(WorkItem.objects.filter(dossier=self.version.dossier)),
            "kind": "D01",
        },
        "plans:import_upload": lambda self: {"key": "library", "organisation": self.drafter.post.organisation_id},
        "plans:import_template": lambda self: {"key": "library", "organisation": self.drafter.post.organisation_id},
        "oversight:draft_bulletin": lambda self: {"kind": "supervision"},
        "oversight:export": lambda self: {"form": "csv"},
        **beside.OTHERS,
        "oversight:export_event_log": lambda self: {"form": "csv"},
        "desk:meeting_item": lambda self: {"pk": self.meeting.pk, "seq": 1},
        "guide": lambda self: {"slug": "village"},
        "documents:print_book": lambda self: {"key": "sent"},
        "funds:consultation_preview": lambda self: {"dossier": self.version.dossier_id},
    }
    places: ClassVar[dict[str, tuple[str, str]]] = {
        "plans:open_round": ("organisation", VILLAGE),
        "plans:propose": ("organisation", VILLAGE),
        "plans:open_plan": ("organisation", ORGANS["working_group"]),
        "plans:open_planning": ("organisation", ORGANS["working_group"]),
        "funds:add_source": ("organisation", ORGANS["finance"]),
        "documents:codes_of": ("organisation", HOME),
        "oversight:blank_spending": ("county", HOME),
        "documents:register_code": ("organisation", HOME),
    }

    @cached_property
    def keys(self) -> dict[str, Callable[[], int]]:
        """The key of one object for every address that shows or changes one."""
        version, county = self.version, self.county
        names_of: dict[Callable[[], int], str] = {
            lambda: version.dossier_id: (
                "desk:dossier desk:urgency desk:package desk:suspension documents:of_dossier api:dossier api:timeline api:files "
                "api:attachments desk:circulate desk:comments desk:termination api:termination api:propose_end "
                "api:decide_end api:recall_end"
            ),
            lambda: version.pk: beside.VERSION,
            lambda: beside.adjustment(version).pk: beside.ADJUSTING,
            lambda: _first(PlanItem.objects.filter(version=version)): "plans:item funds:put_back funds:arrange",
            lambda: self.project.pk: (
                "plans:project plans:change_project plans:withdraw_project plans:drop_project plans:correct_project"
            ),
            lambda: _first(WorkItem.objects.filter(dossier=version.dossier)): beside.TASK,
            lambda: beside.attachment(version.dossier, self.drafter.user).pk: "desk:attachment api:attachment",
            lambda: beside.comment(version.dossier, self.drafter.user).pk: "desk:withdraw_comment",
            lambda: beside.circulation(version.dossier, self.drafter.user).pk: "desk:circulation",
            lambda: beside.compliance_check(version).pk: "plans:check",
            **planning.keys(version, VILLAGE),
            lambda: beside.consultation(version.dossier, self.drafter.user).pk: "desk:recall_consulted api:reply",
            lambda: beside.consultation(version.dossier, self.drafter.user).consultation_id: beside.CONSULTATION,
            lambda: beside.edition_run(version.dossier).pk: "oversight:edition_run",
            lambda: self.meeting.pk: "desk:meeting desk:meeting_draft",
            lambda: _first(Filing.objects.filter(version=version)): "plans:filing",
            lambda: _first(self.village_rounds): "plans:village_round plans:village_notice_preview",
            lambda: _first(self.township_rounds): ("plans:township_round plans:township_notice_preview"),
            lambda: _first(self.library_rounds): "plans:library_round",
            lambda: (
                county.pk
            ): "roles:organisation roles:make_posts roles:set_telephone roles:create_account oversight:verify",
            lambda: _holder("announce", ORGANS["working_group"]).pk: "roles:person roles:deactivate",
            lambda: self.drafter.post_id: "roles:appoint",
            lambda: self.drafter.pk: "roles:end_appointment",
            lambda: self.request.pk: "roles:decide_request",
            lambda: self.delegation.pk: "roles:revoke",
            lambda: self.token.pk: "roles:revoke_token",
            lambda: _first(Notice.objects.all()): "disclosure:notice",
            lambda: self.printed_notice: "disclosure:notice_document",
            lambda: self.document.pk: (
                "documents:document documents:pdf documents:file documents:print_again documents:word "
                "documents:request_void api:pdf api:docx"
            ),
            lambda: self.void_request.pk: "documents:decide_void",
            lambda: self.reserved.pk: "documents:give_up",
            lambda: self.code.pk: "documents:correct_code documents:end_code",
            lambda: _first(IncomingDocument.objects.filter(organisation__path=ORGANS["province_finance"])): (
                "documents:sign_for"
            ),
            lambda: self.from_outside.pk: "documents:examine",
            lambda: self.objection.pk: "plans:objection",
            lambda: self.prepared_import.pk: "plans:import plans:import_report",
            lambda: self.slip.pk: "oversight:slip",
            lambda: self.delivery.message_id: "core:open_message",
            lambda: self.delivery.pk: "core:resend_message oversight:resend",
            lambda: self.bulletin.pk: "oversight:bulletin",
            lambda: self.saved_filter.pk: "oversight:give_up_filter",
            lambda: self.batch.pk: "desk:batch_done",
            lambda: self.saved_view.pk: "desk:give_up_view",
            lambda: _first(
                Notice.objects.filter(dossier__in=self.dossiers["village_round"])
            ): "plans:notice_objections",
        }
        return {name: key for key, listed in names_of.items() for name in listed.split()}


def printed(document: IssuedDocument) -> IssuedDocument:
    """Printed alone; of the world's many papers no other is asked for as a file."""
    IssuedDocument.objects.owed().exclude(pk=document.pk).update(render_state=RenderState.FAILED)
    IssuedDocument.objects.filter(pk=document.pk).update(render_state=RenderState.OWED)
    render_owed()
    document.refresh_from_db()
    return document


def _first(found: QuerySet[Any]) -> int:
    first = found.order_by("pk").first()
    assert first is not None, f"the world has no {found.model.__name__} to ask for"
    return int(first.pk)


def _holder(duty: str, path: str) -> User:
    return Appointment.objects.filter(post__organisation__path=path, post__duties__duty=duty).order_by("pk")[0].user
