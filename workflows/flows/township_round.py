"""乡镇项目汇总上报: notice, result, report upward (六（四）; domain steps 7 and 8)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.enums import DossierKind
from plans.services import township_rounds
from plans.services.dossiers import close_dossier
from roles.duties import Duty
from workflows.engine import Act, Acted, Activation, Begin, Decision, Finish, Regulation, Step, registry, this
from workflows.flows.holds import hold_for_notice
from workflows.flows.seats import township_round


@registry.register(key="township_round", kind=DossierKind.TOWNSHIP_ROUND, title=_("乡镇项目汇总上报"))
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
        title=_("公示期满确认"), decided=this.confirmed, opened=this.hold, returns_to=("township_posts_notice",),
    ).Next(this.township_head_signs)  # fmt: skip

    # 条例 第十五条: 上行文 is signed by the head
    township_head_signs = Step(
        duty=Duty.SIGN_TOWNSHIP_REPORT, organisation=this.township, limit="township_head_signs",
        title=_("签发上报报告"), decided=this.signed, returns_to=("township_posts_notice",),
    ).Next(this.closes)  # fmt: skip

    closes = Act(this.close).Next(this.reported)
    reported = Finish()

    def township(self, activation: Activation) -> int:
        return township_round(activation).township_id

    def posted(self, activation: Activation, act: Acted) -> None:
        township_rounds.post_notice(actor=act.actor, township_round=township_round(activation))

    def hold(self, activation: Activation) -> None:
        hold_for_notice(activation)

    def confirmed(self, activation: Activation, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            township_rounds.confirm_notice(actor=act.actor, township_round=township_round(activation))

    def signed(self, activation: Activation, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            township_rounds.report(actor=act.actor, township_round=township_round(activation))

    def close(self, activation: Activation) -> None:
        close_dossier(township_round(activation).dossier, "reported")
