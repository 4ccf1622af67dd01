"""乡镇项目汇总上报: notice, result, report upward (六（四）; domain steps 7 and 8)."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from plans.services import township_rounds
from roles.duties import Duty
from workflows.engine.enums import Decision
from workflows.engine.nodes import (
    Act,
    Begin,
    Countersign,
    Finish,
    Gate,
    Gather,
    Regulation,
    Step,
    everyone,
    seat,
    this,
)
from workflows.engine.nodes.base import Moving, in_lane
from workflows.engine.turn import Acted
from workflows.flows import endings
from workflows.flows.endings import RoundEndings
from workflows.flows.gates import day_after_notice
from workflows.flows.seats import township_round


class TownshipRound2015(RoundEndings, Regulation):
    """The round of one township under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.township_posts_notice)

    # 六（四）: 县乡村三级公示制度
    township_posts_notice = Step(
        duty=Duty.REPORT_PROJECTS, organisation=this.township, limit="township_posts_notice", title=_("乡镇公示"),
        decided=this.posted,
        called=_("发布公示"),
    ).Next(this.is_notice_posted)  # fmt: skip
    is_notice_posted = (
        Gate(this.anything_left, title=_("有拟上报项目？"))
        .Then(this.township_confirms_notice)
        .Else(this.is_any_village_concerned)
    )

    township_confirms_notice = Step(
        duty=Duty.REPORT_PROJECTS, organisation=this.township, limit="township_confirms_notice",
        title=_("公示期满确认"), decided=this.confirmed, not_before=this.day_after_notice, returns_to=("township_posts_notice",),
        called=_("确认公示结果"),
    ).Next(this.is_anything_to_report)  # fmt: skip
    is_anything_to_report = (
        Gate(this.anything_left, title=_("公示后仍有项目上报？"))
        .Then(this.township_head_signs)
        .Else(this.is_any_village_concerned)
    )

    # 条例 第十五条: 上行文 is signed by the head
    township_head_signs = Step(
        duty=Duty.SIGN_TOWNSHIP_REPORT, organisation=this.township, limit="township_head_signs",
        title=_("签发上报报告"), decided=this.signed, returns_to=("township_posts_notice",),
        called=_("签发并上报"),
    ).Next(this.reported)  # fmt: skip

    reported = Finish(title=_("已上报"))

    # domain a.2b: every project was dropped; nothing is reported, and each village concerned is told why in writing
    is_any_village_concerned = (
        Gate(this.any_village, title=_("有村须告知？")).Then(this.tells_villages).Else(this.nothing_reported)
    )
    tells_villages = Act(this.tell, title=_("告知有关村")).Next(this.asks_villages)
    asks_villages = Countersign().Next(this.village_takes_note, seats=this.villages)
    village_takes_note = Step(
        duty=Duty.PROPOSE_PROJECTS, organisation=seat, limit="village_takes_note", title=_("知悉项目移出情况"),
        lapses=True, in_batches=True,
        called=_("已知悉"),
    ).Next(this.villages_told)  # fmt: skip
    villages_told = Gather(everyone).Next(this.nothing_reported)

    nothing_reported = Finish(title=_("无项目上报"))

    # domain a.3 取消、终止: proposed by who gathers, decided by the head of the township
    ended_early = endings.TOWNSHIP

    @in_lane(_("乡镇"))
    def township(self, activation: Moving) -> int:
        return township_round(activation).township_id

    def posted(self, activation: Moving, act: Acted) -> None:
        held = township_round(activation)
        if township_rounds.is_anything_left(held):
            township_rounds.post_notice(actor=act.person, township_round=held)

    def day_after_notice(self, activation: Moving) -> datetime.date | None:
        return day_after_notice(activation)

    def confirmed(self, activation: Moving, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            township_rounds.confirm_notice(actor=act.person, township_round=township_round(activation))

    def signed(self, activation: Moving, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            township_rounds.report(actor=act.person, township_round=township_round(activation))

    def anything_left(self, activation: Moving) -> bool:
        return township_rounds.is_anything_left(township_round(activation))

    def any_village(self, activation: Moving) -> bool:
        return township_rounds.villages_left_out(township_round(activation)).exists()

    def villages(self, activation: Moving) -> list[int]:
        return [village.pk for village in township_rounds.villages_left_out(township_round(activation))]

    def tell(self, activation: Moving) -> None:
        if activation.acted:
            township_rounds.tell_villages(actor=activation.acted.person, township_round=township_round(activation))
