"""乡镇规划需求: passed down to the villages, stated, reviewed, reported to the county and given back (四（四）: 自下而上、上下
结合). One proceeding a township, so that the county gives one back while the others stay."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from plans.services import needs
from roles.duties import Duty
from workflows.engine.due import Bound
from workflows.engine.enums import Decision
from workflows.engine.nodes import Begin, Countersign, Finish, Gate, Gather, Regulation, Step, everyone, seat, this
from workflows.engine.nodes.base import Moving, in_lane
from workflows.engine.turn import Acted
from workflows.flows import endings, needs_due
from workflows.flows.endings import MasterPlanEndings
from workflows.flows.needs_forms import NeedsReviewForm
from workflows.flows.seats import CountySeats, township_needs


class TownshipNeeds2015(CountySeats, MasterPlanEndings, Regulation):
    """The part of one township in a plan of several years under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.township_passes_down)

    # 四（四）: 自下而上、上下结合; the county's task goes on to every village
    township_passes_down = Step(
        duty=Duty.REPORT_PROJECTS, organisation=this.township, limit="township_passes_down", title=_("分解下达到村"),
        called=_("下达到各村"),
    ).Next(this.asks_villages)  # fmt: skip

    # 四（四）: 细化到村，落实到户; a village that stays silent is named (未报), never left out (B27)
    asks_villages = Countersign().Next(this.village_states_needs, seats=this.villages)
    village_states_needs = Step(
        duty=Duty.PROPOSE_PROJECTS, organisation=seat, limit="village_states_needs", title=_("村级规划需求填报"),
        decided=this.stated, withdrawn=this.states_again, lapses=True, due=this.in_time_for_township,
        called=_("上报规划需求"),
    ).Next(this.villages_answered)  # fmt: skip
    villages_answered = Gather(everyone).Next(this.township_reviews_needs)

    # domain step 6: 乡镇审核, village by village; the township adds its own
    township_reviews_needs = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="township_reviews_needs",
        title=_("乡镇审核规划需求"), form=NeedsReviewForm, decided=this.reviewed,
        called=_("提交审核意见"),
    ).Next(this.is_any_given_back)  # fmt: skip
    is_any_given_back = (
        Gate(this.any_given_back, title=_("有村退回补正？"))
        .Then(this.asks_villages_again)
        .Else(this.township_head_signs_needs)
    )

    # domain a.3: 补正、退回; the others wait with what they have reported
    asks_villages_again = Countersign().Next(this.village_corrects_needs, seats=this.villages_given_back)
    village_corrects_needs = Step(
        duty=Duty.PROPOSE_PROJECTS, organisation=seat, limit="village_corrects", title=_("村级补正规划需求"),
        decided=this.stated, withdrawn=this.corrects_again, lapses=True,
        called=_("重新上报规划需求"),
    ).Next(this.villages_corrected)  # fmt: skip
    villages_corrected = Gather(everyone).Next(this.township_reviews_needs)

    # 条例 第十五条: what goes up is signed by the head
    township_head_signs_needs = Step(
        duty=Duty.SIGN_TOWNSHIP_REPORT, organisation=this.township, limit="township_head_signs",
        title=_("签批上报规划需求"), returns_to=("township_reviews_needs",), due=this.on_day_named,
        called=_("同意上报"),
    ).Next(this.working_group_receives)  # fmt: skip

    # 四（四）: 上下结合; the county takes it in or gives this one township its part back
    working_group_receives = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_receives",
        title=_("接收乡镇规划需求"), returns_to=("township_reviews_needs",), in_batches=True,
        called=_("接收汇总"),
    ).Next(this.received)  # fmt: skip

    received = Finish(title=_("已接收"))

    # domain a.3 取消、终止: a township that does not report is ended and its villages named as 未报
    ended_early = endings.TOWNSHIP_NEEDS

    @in_lane(_("乡镇"))
    def township(self, activation: Moving) -> int:
        return township_needs(activation).township_id

    def villages(self, activation: Moving) -> list[int]:
        return needs.villages(township_needs(activation))

    def villages_given_back(self, activation: Moving) -> list[int]:
        return needs.given_back(township_needs(activation))

    def in_time_for_township(self, dossiers: Collection[int]) -> dict[int, Bound]:
        return needs_due.village_due(dossiers)

    def on_day_named(self, dossiers: Collection[int]) -> dict[int, Bound]:
        return needs_due.township_due(dossiers)

    def any_given_back(self, activation: Moving) -> bool:
        return bool(needs.given_back(township_needs(activation)))

    def stated(self, activation: Moving, act: Acted) -> None:
        held, village = township_needs(activation), act.work_item.organisation_id
        if act.decision == Decision.LAPSED:
            needs.note_unanswered(held, village)
        else:
            needs.report(actor=act.person, needs=held, village=village)

    def states_again(self, activation: Moving) -> None:
        needs.take_back(township_needs(activation), activation.task.work_item.organisation_id)

    def corrects_again(self, activation: Moving) -> None:
        needs.give_back_again(township_needs(activation), activation.task.work_item.organisation_id)

    def reviewed(self, activation: Moving, act: Acted) -> None:
        returned = NeedsReviewForm.returned(act.data)
        needs.review(actor=act.person, needs=township_needs(activation), returned=returned)
