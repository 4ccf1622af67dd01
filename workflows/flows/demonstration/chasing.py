"""What the county's supervision office has chased: slips of every colour, at every stage of their way."""

from __future__ import annotations

from django.conf import settings

from core import clock
from core.enums import OrganisationKind, Sector
from core.models import Dossier, Organisation, User
from core.working_days import add_working_days
from oversight import slips
from oversight.enums import SlipColour, SlipGround, SlipState
from oversight.models import Slip
from plans.models import FilingAddressee, PlanVersion
from plans.services.organs import organ
from roles.duties import Duty
from roles.heads import head_of
from workflows.engine.models import WorkItem
from workflows.flows.demonstration.county_work import CountyWork
from workflows.flows.demonstration.days import pause
from workflows.flows.rehearsal.people import holder

ASKED = "请抓紧办理，并书面反馈结果。"
SPECIAL = "县政府要求本月底前完成会签，逾期影响方案按时印发。"


class Chasing:
    """A supervision office at work; each act a little after the last."""

    def __init__(self, work: CountyWork, office: Organisation) -> None:
        self.work, self.office = work, office
        self.chief, self.clerk = head_of(office) or holder(Duty.SUPERVISE, office), holder(Duty.SUPERVISE, office)

    def issue(self, item: WorkItem, days: int, colour: SlipColour, ground: SlipGround, reason: str = "") -> Slip:
        """A slip due in so many working days."""
        due_on = add_working_days(clock.today(), days)
        made = slips.issue(
            actor=self.chief, work_item=item.pk, requirement=ASKED, due_on=due_on, colour=colour, ground=ground,
            reason=reason,
        )  # fmt: skip
        pause()
        return made

    def remind(self, item: WorkItem, days: int) -> Slip:
        """A blue one, signed for."""
        slip = self.issue(item, days, SlipColour.BLUE, SlipGround.REMINDER)
        slips.sign_for(actor=holder(item.duty, item.organisation), slip=slip.pk)
        pause()
        return slip

    def report(self, slip: Slip, text: str, evidence: str, *, is_signed: bool = True) -> None:
        """What came of it, signed by the organisation's head or waiting for him."""
        slips.answer(actor=_clerk(slip), slip=slip.pk, text=text, evidence=evidence)
        pause()
        if is_signed and Slip.objects.get(pk=slip.pk).state == SlipState.DRAFTED:
            slips.sign_report(actor=_head(slip.organisation), slip=slip.pk)
            pause()

    def close(self, slip: Slip) -> None:
        """Verified and filed away."""
        slips.verify(actor=self.clerk, slip=slip.pk, holds=True, remark="情况属实。")
        slips.archive(actor=self.clerk, slip=slip.pk)
        pause()

    def send_back(self, slip: Slip, remark: str) -> None:
        """Not what was asked: to be done again."""
        slips.verify(actor=self.clerk, slip=slip.pk, holds=False, remark=remark)
        pause()

    def ask_for_time(self, slip: Slip, days: int, reason: str, progress: str) -> None:
        """The head has signed; the supervisor has yet to answer."""
        wanted = add_working_days(slip.due_on, days)
        slips.ask(actor=_head(slip.organisation), slip=slip.pk, reason=reason, progress=progress, wanted=wanted)
        pause()

    def warn(self, slip: Slip, days: int) -> None:
        """The blue one ran out unanswered; what follows is signed for."""
        warning = SlipColour(settings.SLIP_WARNING_COLOUR)
        made = self.issue(slip.work_item, days, warning, SlipGround.UNANSWERED)
        slips.sign_for(actor=_clerk(made), slip=made.pk)
        pause()

    def remind_slow_addressee(self, before: CountyWork, filed: PlanVersion) -> None:
        """A department of the province that has not even signed for a filed plan."""
        addressees = FilingAddressee.objects.filter(filing__version=filed).exclude(
            organisation__sector__in=(Sector.AGRICULTURE, Sector.POVERTY)
        )
        waiting = before.open_items([one.dossier for one in addressees.order_by("pk")], "province_receives")
        self.remind(waiting[0], 5)

    def warn_slow_addressee(self) -> None:
        """It has still not."""
        [slip] = Slip.objects.open().filter(office=self.office)
        self.warn(slip, 5)

    def chase_the_last_days(self, at_head: list[Dossier], sent_back: list[Dossier]) -> None:
        """One report waits to be verified, one to be signed; one came back, and more time is asked for."""
        asked = self.remind(self.work.open_items(at_head, "township_head_signs")[0], 5)
        self.report(asked, "报告已核改，待附表数据核对后签发。", "报告送审稿")
        self.send_back(asked, "附表核对情况未说明，请补充。")
        self.ask_for_time(asked, 3, "附表涉及多个村，需逐项核对。", "已核对过半。")
        drafted = self.remind(self.work.open_items(sent_back, "village_corrects")[0], 5)
        self.report(drafted, "已按退回意见补充项目概算和受益户名单。", "村民代表会议记录", is_signed=False)

    def special(self, item: WorkItem, days: int) -> None:
        """Straight to red: the organisation's head is to sign for it."""
        self.issue(item, days, SlipColour.RED, SlipGround.SPECIAL, SPECIAL)


def of_county(work: CountyWork) -> Chasing:
    """The county's own office."""
    return Chasing(work, organ(work.county, OrganisationKind.SUPERVISION_OFFICE))


def of_province(work: CountyWork) -> Chasing:
    """The office that chases the departments of the province."""
    root = work.county.path.split("/")[0]
    return Chasing(work, Organisation.objects.get(code=f"{root}-supervision"))


def _clerk(slip: Slip) -> User:
    return holder(slip.work_item.duty, slip.organisation)


def _head(organisation: Organisation) -> User:
    return head_of(organisation) or holder(Duty.SIGN_OFF, organisation)
