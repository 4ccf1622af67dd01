"""What people of the demonstration do beside a file without moving it."""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from core.enums import OrganisationKind, Sector
from core.models import Dossier, Organisation
from plans.services.organs import organ
from roles.duties import Duty
from workflows.desk import attachments, circulations, comments, consultation_people, consultations
from workflows.desk.models import CirculationCopy
from workflows.engine.models import WorkItem
from workflows.flows.demonstration.days import pause
from workflows.flows.rehearsal.people import holder

MINUTES = "村民代表会议记录\n应到代表45人，实到41人，列席村监委成员3人。\n逐项表决，赞成41票，反对0票，弃权0票。\n会议同意所列项目按程序申报。\n"
GROUPS = "村民小组,受益户数,其中贫困户,实施内容\n一组,21,8,步道\n二组,19,9,步道\n四组,18,8,步道\n"


def attach_minutes(items: Iterable[WorkItem]) -> None:
    """The village's minutes, a table and a sketch of the place go with its report."""
    for item in items:
        files = [
            SimpleUploadedFile("村民代表会议记录.txt", MINUTES.encode()),
            SimpleUploadedFile("受益小组情况.csv", GROUPS.encode("utf-8-sig")),
            SimpleUploadedFile("实施位置示意图.png", sketch()),
        ]
        actor = holder(item.duty, item.organisation)
        attachments.attach(actor=actor, work_item=item.pk, files=files)
        pause()


def circulate_notice(dossier: Dossier, county: Organisation) -> None:
    """The drafter sends the notice on compiling the plan round the leading group and the office; one has read it."""
    at = [organ(county, kind) for kind in (OrganisationKind.LEADING_GROUP, OrganisationKind.GOVERNMENT_OFFICE)]
    drafter = holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP))
    notice = circulations.documents_of(dossier).first()
    sent = circulations.circulate(
        actor=drafter, dossier=dossier, document=notice, organisations=at, words="本年度方案编制安排，请阅知。"
    )
    pause()
    first = CirculationCopy.objects.filter(circulation=sent).select_related("reader").in_order()[0]
    circulations.note_read(actor=first.reader, circulation=sent.pk, said="已阅。请各部门按时报送。")


def talk(dossier: Dossier, county: Organisation) -> None:
    """A question about the plan and its answer, beside its way."""
    group = organ(county, OrganisationKind.WORKING_GROUP)
    said = (
        (
            holder(Duty.CHAIR_LEADING_GROUP, organ(county, OrganisationKind.LEADING_GROUP)),
            "村级光伏接网是否已含在本批？",
        ),
        (holder(Duty.COMPILE_PLAN, group), "已含在附表二双庙村，资金列县级预算。"),
    )
    for author, text in said:
        comments.write(actor=author, dossier=dossier, text=text)
        pause()


def consult(item: WorkItem, county: Organisation) -> None:
    """Whoever is to countersign asks two offices for a word; one has answered, the other not yet."""
    actor = holder(Duty(item.duty), item.organisation)
    offices = [
        one
        for one in consultation_people.offered(actor, item)
        if one.kind == OrganisationKind.WORKING_GROUP or one.sector == Sector.FINANCE
    ]
    words = "产业项目的县级配套能否在九月底前到位？请两单位提供意见，供会签参考。"
    asked = consultations.ask(actor=actor, work_item=item.pk, words=words, organisations=offices)
    pause()
    group = organ(county, OrganisationKind.WORKING_GROUP)
    consultations.answer(
        actor=holder(Duty.COMPILE_PLAN, group), consulted=asked.asked.get(organisation=group).pk,
        text="配套已列入本年度县级预算，按进度分两次拨付，最后一次不晚于九月二十日。",
    )  # fmt: skip
    pause()


def sketch() -> bytes:
    """A map as somebody draws it by hand: a river, a road, houses and the stretch to be built."""
    drawn = Image.new("RGB", (960, 640), "#f7f3e8")
    pen = ImageDraw.Draw(drawn)
    pen.line([(0, 130), (180, 190), (420, 170), (640, 260), (960, 240)], fill="#8fb8d8", width=34, joint="curve")
    pen.line([(60, 640), (200, 460), (430, 420), (700, 470), (960, 380)], fill="#9a9a9a", width=14, joint="curve")
    pen.line([(430, 420), (500, 330), (620, 310), (760, 330)], fill="#c62828", width=10, joint="curve")
    for left, top in ((150, 380), (230, 360), (520, 500), (590, 520), (780, 420), (820, 350)):
        pen.rectangle((left, top, left + 46, top + 34), fill="#e2d3b5", outline="#6b5a3a", width=3)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()
