"""村级项目申报: a village proposes, its township reviews (鄂政办发〔2015〕63号 四（四）、六（四）; domain steps 3 to 6)."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from core.enums import DossierKind
from plans.enums import TOWNSHIP_POINTS, ReviewPoint
from plans.services import village_rounds
from roles.duties import Duty
from workflows.desk import citing
from workflows.engine.enums import Decision
from workflows.engine.nodes import Begin, Finish, Gate, Regulation, Step, this
from workflows.engine.nodes.base import Moving, in_lane
from workflows.engine.turn import Acted
from workflows.flows import endings
from workflows.flows.endings import RoundEndings
from workflows.flows.forms import TownshipReviewForm
from workflows.flows.gates import day_after_notice
from workflows.flows.seats import village_round


class VillageRound2015(RoundEndings, Regulation):
    """The round of one village under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.village_deliberates)

    # 四（四）: 自下而上、上下结合
    village_deliberates = Step(
        duty=Duty.PROPOSE_PROJECTS, organisation=this.village, limit="village_deliberates", title=_("村级民主议事"),
        decided=this.deliberated,
        called=_("确认议事结果并公示"),
    ).Next(this.village_submits)  # fmt: skip

    # 六（四）: 县乡村三级公示制度; domain a.3: 撤回, until the township has opened it
    village_submits = Step(
        duty=Duty.PROPOSE_PROJECTS, organisation=this.village, limit="village_submits", title=_("村级公示期满申报"),
        decided=this.submitted, withdrawn=this.submits_again, not_before=this.day_after_notice,
        returns_to=("village_deliberates",),
        called=_("确认公示结果并申报"),
    ).Next(this.township_reviews)  # fmt: skip

    # domain step 6: 乡镇审核, nine points, project by project
    township_reviews = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="township_reviews", title=_("乡镇审核"),
        review_list=TOWNSHIP_POINTS,
        form=TownshipReviewForm, decided=this.reviewed, returns_to=("village_deliberates",),
        called=_("提交审核意见"),
    ).Next(this.are_projects_sent_back)  # fmt: skip

    are_projects_sent_back = (
        Gate(this.awaits_correction, title=_("有项目退回补正？")).Then(this.village_corrects).Else(this.reviewed_whole)
    )

    # domain a.3: 补正、退回
    village_corrects = Step(
        duty=Duty.PROPOSE_PROJECTS, organisation=this.village, limit="village_corrects", title=_("村级补正"),
        decided=this.corrected, withdrawn=this.corrects_again,
        called=_("报送补正材料"),
    ).Next(this.township_reviews)  # fmt: skip

    reviewed_whole = Finish(title=_("审核完毕"))

    # domain a.3 取消、终止: proposed by the village, decided by the head of its township
    ended_early = endings.VILLAGE

    @in_lane(_("村"))
    def village(self, activation: Moving) -> int:
        return village_round(activation).village_id

    @in_lane(_("乡镇"))
    def township(self, activation: Moving) -> int | None:
        return village_round(activation).village.parent_id

    def deliberated(self, activation: Moving, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            village_rounds.resolve(actor=act.person, village_round=village_round(activation))

    def day_after_notice(self, activation: Moving) -> datetime.date | None:
        return day_after_notice(activation)

    def submitted(self, activation: Moving, act: Acted) -> None:
        if act.decision == Decision.RETURN:
            village_rounds.reopen(village_round=village_round(activation))
        if act.decision == Decision.APPROVE:
            village_rounds.submit(actor=act.person, village_round=village_round(activation))

    def submits_again(self, activation: Moving) -> None:
        village_rounds.take_back_submission(village_round=village_round(activation))

    def reviewed(self, activation: Moving, act: Acted) -> None:
        if act.decision == Decision.RETURN:
            village_rounds.send_back(
                actor=act.person, village_round=village_round(activation), reason=act.opinion.text,
                points=[ReviewPoint(ground) for ground in act.data.get("grounds", ())],
                clause=citing.printed_clause(act.data), rows=citing.printed_rows(DossierKind.VILLAGE_ROUND, act.data),
            )  # fmt: skip
        if act.decision == Decision.APPROVE:
            village_rounds.review(
                actor=act.person,
                village_round=village_round(activation),
                work_item=act.work_item.pk,
                verdicts=TownshipReviewForm.verdicts(act.data),
            )

    def awaits_correction(self, activation: Moving) -> bool:
        return village_rounds.awaits_correction(village_round(activation))

    def corrected(self, activation: Moving, act: Acted) -> None:
        village_rounds.correct(actor=act.person, village_round=village_round(activation))

    def corrects_again(self, activation: Moving) -> None:
        village_rounds.take_back_correction(village_round=village_round(activation))
