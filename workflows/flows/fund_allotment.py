"""资金下达: one batch of the plan's money, drafted by the finance bureau, signed by the heads of all who answer for it, and
issued as one joint document (四（六）; domain step 22)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from roles.duties import Duty
from workflows.engine.enums import Decision
from workflows.engine.nodes import Begin, Countersign, Ended, Finish, Gather, Regulation, Step, everyone, seat, this
from workflows.engine.nodes.base import Moving
from workflows.engine.turn import Acted
from workflows.flows import batch_acts, endings
from workflows.flows.seats import CountySeats, allotment_batch


class FundAllotment2015(CountySeats, Regulation):
    """One batch under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.finance_drafts_batch)

    # 四（六）: 财政部门要…及时下达资金; what is drafted is part of the plan in force
    finance_drafts_batch = Step(
        duty=Duty.MANAGE_SOURCES, organisation=this.finance_bureau, limit="finance_drafts_batch",
        title=_("拟资金下达通知"), decided=this.drafted, withdrawn=this.drafts_again,
        called=_("送有关部门会签"),
    ).Next(this.asks_heads)  # fmt: skip

    # 条例 第二十二条: 联合发文由所有联署机关的负责人会签; nobody's silence signs for him
    asks_heads = Countersign().Next(this.department_head_signs, seats=this.signers)
    department_head_signs = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="department_countersigns", title=_("联署机关会签"),
        decided=this.answered, withdrawn=this.wrote_nothing, returns_to=("finance_drafts_batch",),
        called=_("同意联合下达"),
    ).Next(this.heads_signed)  # fmt: skip
    heads_signed = Gather(everyone).Next(this.finance_head_signs)

    # 条例 第二十二条: 签发; 第十七条: the lead agency's number alone
    finance_head_signs = Step(
        duty=Duty.SIGN_OFF, organisation=this.finance_bureau, limit="head_signs", title=_("签发并下达"),
        decided=this.signed, returns_to=("finance_drafts_batch",),
        called=_("签发、编号并下达"),
    ).Next(this.allotted)  # fmt: skip

    allotted = Finish(title=_("已下达"))

    # domain a.3 取消、终止: until it is issued; its number goes to the next batch
    ended_early = endings.ALLOTMENT

    def signers(self, activation: Moving) -> list[int]:
        return batch_acts.signers(allotment_batch(activation))

    def drafted(self, activation: Moving, act: Acted) -> None:
        batch_acts.send_round(act, allotment_batch(activation))

    def drafts_again(self, activation: Moving) -> None:
        batch_acts.reopen(allotment_batch(activation))

    def answered(self, activation: Moving, act: Acted) -> None:
        """A signature is the opinion itself; it stands with the document."""
        if act.decision == Decision.RETURN:
            batch_acts.reopen(allotment_batch(activation))

    def wrote_nothing(self, activation: Moving) -> None:
        """Taken back before the bureau's head has signed."""

    def signed(self, activation: Moving, act: Acted) -> None:
        batch_acts.sign(act, allotment_batch(activation))

    def end_batch(self, at: Moving, told: Ended) -> None:
        batch_acts.end(told, allotment_batch(at))

    def batch_frees(self, at: Moving) -> list[str]:
        return batch_acts.frees(at.dossier)
