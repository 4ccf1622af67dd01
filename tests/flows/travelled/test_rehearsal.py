"""A table of four rows becomes a filed plan; nobody acts whose duty it is not (mission: the main job)."""

from __future__ import annotations

import datetime
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import translation

from core import clock, ledger
from core.enums import OrganisationKind
from core.errors import Conflict, Refused
from core.models import LedgerEntry, Organisation, User
from core.money import wan
from core.working_days import add_working_days
from documents import books
from documents.enums import Intake, Layout, RenderState
from documents.measuring import measure
from documents.models import IncomingDocument, IssuedDocument
from documents.readers import carried_by, may_read
from documents.services import void
from funds.drafting import money_of
from plans.drafting import materials
from plans.enums import AddresseeState, VersionState
from plans.models import Filing, FilingAddressee, Project
from plans.services import filings
from plans.services.organs import organ
from roles import services as roles
from roles.duties import Duty
from roles.models import Appointment
from tests.engine.statements import counted
from tests.factories import flows as make
from tests.flows.travelled.conftest import Travelled
from workflows.desk.models import Meeting
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.flows.plan_acts import _who, opinion_rows
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.journey import DIRECT, Journey
from workflows.flows.rehearsal.people import equip, holder

PLAN_STEPS = [
    "working_group_drafts_call", "group_head_signs_call", "finance_confirms_sources", "working_group_drafts",
    "office_director_signs_letter", "department_countersigns", "working_group_settles",
    "leading_group_decides", "executive_meeting_decides", "office_edits", "head_signs", "office_rechecks",
    "office_registers", "working_group_announces", "office_drafts_filing", "head_signs_filing",
    "office_sends_filing",
]  # fmt: skip
KINDS = {
    "D01": 1, "D02": 5, "D03": 2, "D05": 3, "D06": 1, "D07": 3, "D10": 1, "D11": 4, "D12": 3, "D13": 1, "D14": 1,
    "D15": 1, "D17": 1, "D19": 1, "D20": 2,
}  # fmt: skip

pytestmark = pytest.mark.django_db


def test_every_step_is_taken_in_its_order(travelled: Travelled) -> None:
    plan = Opinion.objects.filter(dossier=travelled.version.dossier).order_by("written_at", "pk")
    assert list(dict.fromkeys(o.step for o in plan)) == PLAN_STEPS
    assert not WorkItem.objects.open().exists()
    assert travelled.version.state == VersionState.FILED


def test_what_everybody_did_fits_the_nets_of_the_flows(
    travelled: Travelled, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("replay_flows")
    assert capsys.readouterr().out == f"{Proceeding.objects.count()} proceedings fit their flows\n"


def test_silence_is_recorded_as_silence(travelled: Travelled) -> None:
    silent = Opinion.objects.get(decision=Decision.LAPSED)
    assert (silent.step, silent.actor, silent.text) == ("department_countersigns", None, "")
    answered = IssuedDocument.objects.filter(kind="D11").values_list("issuer__sector", flat=True)
    assert silent.organisation.sector not in answered


def test_a_project_sent_back_is_corrected_and_passes(travelled: Travelled) -> None:
    steps = Counter(t.step for t in travelled.driver.traces)
    assert steps["village_corrects"] == 1
    assert steps["township_reviews"] == 3
    verdicts = Project.objects.order_by("pk")[0].reviews.order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts)[:2] == ["supplement", "pass"]


def test_documents_by_kind(travelled: Travelled) -> None:
    found = Counter(IssuedDocument.objects.values_list("kind", flat=True))
    assert {kind: found[kind] for kind in KINDS} == KINDS
    assert not IssuedDocument.objects.exclude(render_state=RenderState.DONE).exists()


def test_a_departments_own_project_names_the_steps_it_lacks(travelled: Travelled) -> None:
    [sheet] = IssuedDocument.objects.filter(kind="D02").exclude(issuer__kind=OrganisationKind.VILLAGE)
    assert sheet.issuer.kind == OrganisationKind.DEPARTMENT
    said = f"村级民主议事、村级公示、乡镇审核、乡镇公示、乡镇上报不适用：{DIRECT}"
    assert _bare(said) in travelled.texts[sheet.pk]


def test_the_call_and_the_letter_are_signed_before_they_are_numbered(travelled: Travelled) -> None:
    signers = {"D01": "组长", "D10": "办公室主任"}
    for kind, post in signers.items():
        issued = IssuedDocument.objects.get(kind=kind)
        assert issued.signatory_name.endswith(post)
        assert issued.number
    call = IssuedDocument.objects.get(kind="D01")
    assert call.issued_at < IssuedDocument.objects.filter(kind="D03").earliest("pk").issued_at
    sheet = _sheet_of(travelled.version.document)
    assert "编制通知" not in str(sheet.content)


def test_the_county_announces_within_seven_calendar_days_of_the_issue(travelled: Travelled) -> None:
    step = WorkItem.objects.get(dossier=travelled.version.dossier, step="working_group_announces")
    issued = travelled.version.document
    assert issued is not None
    last = issued.issued_at.astimezone(clock.SHANGHAI).date() + datetime.timedelta(days=7)
    assert step.due_at.astimezone(clock.SHANGHAI).date() == add_working_days(last, 0)


def test_numbers_have_no_gap(travelled: Travelled) -> None:
    series: dict[tuple[str, int | None], list[int | None]] = {}
    for document in IssuedDocument.objects.numbered().order_by("seq"):
        county = f"{travelled.journey.county.code}-" if document.kind == "D18" else ""
        assert document.number == f"{document.code}〔{document.year}〕{county}{document.seq}号"
        series.setdefault((document.code, document.year), []).append(document.seq)
    assert series
    assert all(taken == list(range(1, len(taken) + 1)) for taken in series.values())


def test_amounts_are_kept_to_the_fen(travelled: Travelled) -> None:
    total = travelled.journey.plan.total_yuan
    items = list(travelled.version.items.order_by("seq"))
    assert sum(i.amount for i in items) == travelled.version.dossier.amount == total == Decimal("1161456.99")
    funded = Counter[str]()
    for item in items:
        for row in item.fundings.select_related("source"):
            funded[row.source.name] += row.amount  # type: ignore[assignment]
    assert funded == travelled.journey.plan.source_totals


def test_the_ledger_holds(travelled: Travelled) -> None:
    county = travelled.journey.county
    assert ledger.verify(county).holds
    assert LedgerEntry.objects.filter(chain=county).count() > 100


def test_addressees_stand_in_different_states_at_once(travelled: Travelled) -> None:
    assert max(map(len, travelled.driver.states)) >= 2
    seen = frozenset.union(*travelled.driver.states)
    assert seen >= {AddresseeState.SUPPLEMENT_REQUESTED, AddresseeState.FINDINGS_RAISED, AddresseeState.ANSWERED}
    assert set(FilingAddressee.objects.values_list("state", flat=True)) == {AddresseeState.REGISTERED}
    assert FilingAddressee.objects.count() == 6


def test_each_addressee_is_counted_once(travelled: Travelled) -> None:
    asked_for = Filing.objects.filter(addressees__dossier__county=travelled.journey.county)
    counted = asked_for.with_progress().values_list("addressed", "registered")  # type: ignore[misc]
    assert set(counted) == {(6, 6)}


def test_printed_documents_say_what_was_issued(travelled: Travelled) -> None:
    for document in IssuedDocument.objects.order_by("pk"):
        text, wrong = travelled.texts[document.pk], []
        for told in (document.number, document.issuer_name, *document.addressees, *document.cc):
            if _bare(told) not in text:
                wrong.append(told)
        written = "\n".join(_texts(document.content))
        figures = re.findall(r"\d{4}年\d+月\d+日|\d+\.\d+", written)
        wrong += [figure for figure in figures if not any(form in text for form in _forms(figure))]
        if document.layout != Layout.FORM:
            wrong += [day for day in [_day(document.document_date)] if day not in text]
        assert not wrong, f"{document.kind} {document.title}: {wrong}"


def test_the_plan_prints_its_total_and_its_signer(travelled: Travelled) -> None:
    issued = travelled.version.document
    assert issued is not None
    text = travelled.texts[issued.pk]
    assert wan(travelled.journey.plan.total_yuan).replace(",", "") in text.replace(",", "")
    assert all(item.name in text for item in travelled.journey.plan.items)
    assert _day(issued.document_date) in text
    assert issued.signed_on == issued.document_date


def test_an_ended_appointment_stops_the_journey() -> None:
    with make.july():
        journey = Journey(make.county(), make.YEAR - 1, make.plan())
        equip(journey.county, [], clock.today())
        group = organ(journey.county, OrganisationKind.LEADING_GROUP)
        for held in Appointment.objects.filter(post__organisation=group):
            roles.end_appointment(actor=None, appointment=held, ends_on=clock.today() - datetime.timedelta(days=1))
        with pytest.raises(Refused) as refused:
            journey.travel()
    assert group.name in refused.value.message
    assert str(Duty.SIGN_OFF.label) in refused.value.message
    assert isinstance(journey.driver, Driver)


def _bare(text: str) -> str:
    return "".join(text.split())


def _pages(pdf: bytes) -> list[str]:
    """The words of each page, without spaces."""
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return [_bare(page) for page in told.stdout.decode().split("\f")]


def _forms(figure: str) -> set[str]:
    """How a figure of the content may be printed: an amount in 元 or in 万元."""
    if "年" in figure:
        return {figure}
    yuan = Decimal(figure)
    return {figure, wan(yuan), f"{yuan:,.2f}"}


def _day(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _texts(content: Any) -> Iterator[str]:
    """Every text of a content; widths and sizes are numbers and no texts."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, (dict, list)):
        for part in content.values() if isinstance(content, dict) else content:
            yield from _texts(part)


def test_what_an_english_reader_does_is_written_in_chinese(travelled: Travelled) -> None:
    with translation.override("en"):
        rows = [text for row in opinion_rows(travelled.version) for text in row if isinstance(text, str)]
        sources = [text for row in money_of(travelled.version).sources for text in (row.level, row.nature)]
        meetings = [meeting.title for meeting in Meeting.objects.all()]
    assert rows
    assert sources
    assert meetings
    assert [text for text in (*rows, *sources, *meetings) if re.search("[A-Za-z]", text)] == []


def test_the_incoming_register_follows_the_filing(travelled: Travelled) -> None:
    letter = IssuedDocument.objects.get(kind="D17")
    copied = letter.deliveries.filter(organisation__parent__kind=OrganisationKind.PREFECTURE)
    assert [copy.organisation.official_name for copy in copied.order_by("pk")] == list(letter.content["cc"])
    received = letter.deliveries.exclude(pk__in=copied).order_by("pk")
    assert received.count() == FilingAddressee.objects.count()
    assert Counter(received.values_list("intake", flat=True)) == {
        Intake.SUPPLEMENT: 1,
        Intake.ACCEPTED: len(received) - 1,
    }
    assert not IncomingDocument.objects.awaiting().filter(document__kind="D20").exists()


def test_the_report_goes_to_the_one_superior_with_the_same_materials(travelled: Travelled) -> None:
    letter = IssuedDocument.objects.get(kind="D17")
    with override_settings(FILING_REPORTED_UPWARD=True):
        *_letter, report = filings._papers(travelled.version, money_of(travelled.version), letter.signatory or User())
    assert (report.kind, report.genre, report.cc) == ("D17b", "报告", ())
    assert report.attachments == ("随文报送材料清单",)
    assert [annex.rows for annex in report.annexes()] == [
        tuple(tuple(row) for row in annex["rows"]) for annex in letter.content["annexes"]
    ]
    assert report.addressees == (travelled.version.plan.county.parent.official_name,)  # type: ignore[union-attr]


def test_every_document_measures_as_gb_t_9704_wants(travelled: Travelled) -> None:
    faults = {
        f"{document.kind} {document.number}": [str(fault) for fault in measure(travelled.pdfs[document.pk])]
        for document in IssuedDocument.objects.order_by("pk")
    }
    assert {name: found for name, found in faults.items() if found} == {}


def test_every_annex_that_is_named_is_in_the_file_under_that_title(travelled: Travelled) -> None:
    """GB/T 9704 7.3.7: on a page of its own after the text, its label in the corner, its title in the middle."""
    kinds = Counter[str]()
    for document in IssuedDocument.objects.order_by("pk"):
        named = document.content["attachments"]
        pages = _pages(travelled.pdfs[document.pk])
        for order, name in enumerate(named, 1):
            head = _bare(f"附件{order}" if len(named) > 1 else "附件") + _bare(name)
            assert any(head in page for page in pages[1:]), f"{document.title}: {name}"
            kinds[document.kind] += 1
    assert set(kinds) >= {"D04", "D06", "D10", "D17", "D19"}


def test_what_goes_with_a_filing_is_listed_and_open_to_every_addressee(travelled: Travelled) -> None:
    """The plan is a document of its own and goes along (随函报送): the letter's annex lists it with all that B28 wants."""
    letter = IssuedDocument.objects.get(kind="D17")
    [annex] = letter.content["annexes"]
    found = materials(travelled.version)
    assert annex["rows"][0][1] == f"{found[0].title}（含附表1至附表3）"
    assert [row[2:4] for row in annex["rows"]] == [[d.issuer_name, d.number] for d in found]
    assert list(carried_by(letter)) == found
    assert {"D15", "D05", "D04b", "D13", "D14"} == {d.kind for d in found}
    assert f"共{len(found)}件随函报送" in travelled.texts[letter.pk]
    receipt = IssuedDocument.objects.filter(kind="D18").latest("pk")
    assert f"随函材料{len(found)}件" in travelled.texts[receipt.pk]
    with make.july():
        for organisation in [a.organisation for a in FilingAddressee.objects.select_related("organisation")]:
            reader = holder(Duty.ACKNOWLEDGE_FILING, organisation)
            assert [d.title for d in (letter, *found) if not may_read(reader, d)] == []


def test_the_filing_register_shows_and_prints_what_was_registered(travelled: Travelled, client: Client) -> None:
    letter = IssuedDocument.objects.get(kind="D17")
    with make.july():
        address = reverse("plans:filing_register")
        receipt = FilingAddressee.objects.select_related("organisation", "receipt").first()
        assert receipt is not None
        assert receipt.receipt is not None
        assert f"{travelled.version.plan.county.code}-" in receipt.receipt.number
        registrar = holder(Duty.ACKNOWLEDGE_FILING, receipt.organisation)
        client.force_login(registrar, backend="django.contrib.auth.backends.ModelBackend")
        with counted() as seen:
            shown = client.get(
                address, {"words": letter.number, "year": str(letter.document_date.year)}
            ).content.decode()
        assert receipt.receipt.number in shown
        assert len(seen) <= 20
        assert receipt.receipt.number not in client.get(address, {"year": 2020}).content.decode()
        client.force_login(
            holder(Duty.PROPOSE_PROJECTS, Organisation.objects.get(code=make.FIRST)),
            backend=client.session[BACKEND_SESSION_KEY],
        )
        assert receipt.receipt.number not in client.get(address).content.decode()
        book = books.print_book(
            actor=registrar, key="filed", organisation=receipt.organisation, starts_on=letter.document_date,
            ends_on=clock.today() + datetime.timedelta(days=366),
        )  # fmt: skip
        assert receipt.receipt.number in str(book.content["annexes"])


def _sheet_of(document: IssuedDocument | None) -> IssuedDocument:
    """The cover sheet of a document of the county."""
    assert document is not None
    return IssuedDocument.objects.get(kind="D12", content__fields__number=document.number)


def test_the_cover_sheet_says_what_was_issued_and_for_whom_a_deputy_acted(travelled: Travelled) -> None:
    issued, sheet = travelled.version.document, _sheet_of(travelled.version.document)
    assert issued is not None
    fields = sheet.content["fields"]
    assert (fields["document_title"], fields["number"]) == (issued.title, issued.number)
    assert (fields["recipients"], fields["copied_to"]) == (issued.addressees, issued.cc)
    assert fields["disclosure_name"] == issued.get_disclosure_display()
    assert fields["enclosed"] == [f"{annex['label']} {annex['title']}" for annex in issued.content["annexes"]]
    assert len(fields["enclosed"]) == 3
    deputy = Opinion(actor=User(name="副县长"), on_behalf_of=User(name="县长"))
    assert _who(deputy) == "副县长（代县长）"


@pytest.mark.parametrize(
    ("kind", "steps", "drafter"),
    [
        ("D10", ["方案起草", "签发征求意见函并编号"], OrganisationKind.WORKING_GROUP),
        ("D17", ["拟备案函", "签发备案函", "备案函编号并报送"], OrganisationKind.GOVERNMENT_OFFICE),
    ],
)
def test_the_letters_of_the_county_have_their_cover_sheets(
    travelled: Travelled, kind: str, steps: list[str], drafter: OrganisationKind
) -> None:
    """Everyone who drafted and signed, to the day of the number (条例 第二十二条)."""
    letter = IssuedDocument.objects.get(kind=kind)
    sheet = _sheet_of(letter)
    fields = sheet.content["fields"]
    assert [row["step"] for row in fields["steps"]] == steps
    assert all(row["name"] and row["opinion"] and row["day"] for row in fields["steps"])
    assert fields["drafting_unit"] == organ(letter.county, drafter).official_name
    assert fields["enclosed"] == letter.content["attachments"]
    assert letter.signatory_name in [row["name"] for row in fields["steps"]]
    assert (sheet.dossier_id, sheet.disclosure) == (letter.dossier_id, "closed")


def test_nothing_is_voided_on_which_the_plan_or_its_filing_rests(travelled: Travelled) -> None:
    meant = {
        "D15": "正在执行",
        "D17": "已报送备案",
        "D18": "凭该回执登记",
        "D14": "备案材料",
        "D05": "备案材料",
    }
    for kind, reason in meant.items():
        document = IssuedDocument.objects.filter(kind=kind).earliest("pk")
        with pytest.raises(Conflict, match=reason):
            void(actor=User(), document=document, reason="有误")
        document.refresh_from_db()
        assert not document.is_void
