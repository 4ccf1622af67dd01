"""村级项目申报: a village proposes, its township reviews (鄂政办发〔2015〕63号 四（四）、六（四）; domain steps 3 to 6)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.enums import DossierKind
from plans.services import village_rounds
from plans.services.dossiers import close_dossier
from roles.duties import Duty
from workflows.engine import Act, Acted, Activation, Begin, Decision, Finish, Gate, Regulation, Step, registry, this
from workflows.flows.forms import TownshipReviewForm
from workflows.flows.holds import hold_for_notice
from workflows.flows.seats import village_round


@registry.register(key="village_round", kind=DossierKind.VILLAGE_ROUND, title=_("村级项目申报"))
class VillageRound2015(Regulation):
    """The round of one village under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.village_deliberates)

    # 四（四）: 自下而上、上下结合
    village_deliberates = Step(
        duty=Duty.PROPOSE_PROJECTS, organisation=this.village, limit="village_deliberates", title=_("村级民主议事"),
        decided=this.deliberated,
    ).Next(this.village_submits)  # fmt: skip

    # 六（四）: 县乡村三级公示制度
    village_submits = Step(
        duty=Duty.PROPOSE_PROJECTS, organisation=this.village, limit="village_submits", title=_("村级公示期满申报"),
        decided=this.submitted, opened=this.hold, returns_to=("village_deliberates",),
    ).Next(this.township_reviews)  # fmt: skip

    # domain step 6: 乡镇审核, nine points, project by project
    township_reviews = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="township_reviews", title=_("乡镇审核"),
        form=TownshipReviewForm, decided=this.reviewed, returns_to=("village_deliberates",),
    ).Next(this.are_projects_sent_back)  # fmt: skip

    are_projects_sent_back = Gate(this.awaits_correction).Then(this.village_corrects).Else(this.closes)

    # domain a.3: 补正、退回
    village_corrects = Step(
        duty=Duty.PROPOSE_PROJECTS, organisation=this.village, limit="village_corrects", title=_("村级补正"),
        decided=this.corrected,
    ).Next(this.township_reviews)  # fmt: skip

    closes = Act(this.close).Next(this.reviewed_whole)
    reviewed_whole = Finish()

    def village(self, activation: Activation) -> int:
        return village_round(activation).village_id

    def township(self, activation: Activation) -> int:
        return village_round(activation).village.parent_id

    def deliberated(self, activation: Activation, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            village_rounds.resolve(actor=act.actor, village_round=village_round(activation))

    def hold(self, activation: Activation) -> None:
        hold_for_notice(activation)

    def submitted(self, activation: Activation, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            village_rounds.submit(actor=act.actor, village_round=village_round(activation))

    def reviewed(self, activation: Activation, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            village_rounds.review(
                actor=act.actor,
                village_round=village_round(activation),
                work_item=act.work_item.pk,
                verdicts=TownshipReviewForm.verdicts(act.data),
            )

    def awaits_correction(self, activation: Activation) -> bool:
        return village_rounds.awaits_correction(village_round(activation))

    def corrected(self, activation: Activation, act: Acted) -> None:
        village_rounds.correct(actor=act.actor, village_round=village_round(activation))

    def close(self, activation: Activation) -> None:
        close_dossier(village_round(activation).dossier, "reviewed")
