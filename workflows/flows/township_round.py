"""乡镇项目汇总上报: notice, result, report upward (六（四）; domain steps 7 and 8)."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from plans.services import township_rounds
from roles.duties import Duty
from workflows.engine.enums import Decision
from workflows.engine.nodes import Begin, Finish, Regulation, Step, this
from workflows.engine.nodes.base import Moving
from workflows.engine.turn import Acted
from workflows.flows.gates import day_after_notice
from workflows.flows.seats import township_round


class TownshipRound2015(Regulation):
    """The round of one township under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.township_posts_notice)

    # 六（四）: 县乡村三级公示制度
    township_posts_notice = Step(
        duty=Duty.REPORT_PROJECTS, organisation=this.township, limit="township_posts_notice", title=_("乡镇公示"),
        decided=this.posted,
    ).Next(this.township_confirms_notice)  # fmt: skip

    township_confirms_notice = Step(
        duty=Duty.REPORT_PROJECTS, organisation=this.township, limit="township_confirms_notice",
        title=_("公示期满确认"), decided=this.confirmed, not_before=this.day_after_notice, returns_to=("township_posts_notice",),
    ).Next(this.township_head_signs)  # fmt: skip

    # 条例 第十五条: 上行文 is signed by the head
    township_head_signs = Step(
        duty=Duty.SIGN_TOWNSHIP_REPORT, organisation=this.township, limit="township_head_signs",
        title=_("签发上报报告"), decided=this.signed, returns_to=("township_posts_notice",),
    ).Next(this.reported)  # fmt: skip

    reported = Finish()

    def township(self, activation: Moving) -> int:
        return township_round(activation).township_id

    def posted(self, activation: Moving, act: Acted) -> None:
        township_rounds.post_notice(actor=act.person, township_round=township_round(activation))

    def day_after_notice(self, activation: Moving) -> datetime.date | None:
        return day_after_notice(activation)

    def confirmed(self, activation: Moving, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            township_rounds.confirm_notice(actor=act.person, township_round=township_round(activation))

    def signed(self, activation: Moving, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            township_rounds.report(actor=act.person, township_round=township_round(activation))
