"""The closed lists of the engine."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    """What a person, a meeting or the passing of a limit decided at a step."""

    APPROVE = "approve", _("同意")
    APPROVE_WITH_CHANGES = "approve_with_changes", _("同意并有修改意见")
    OBJECT = "object", _("不同意")
    RETURN = "return", _("退回")
    SUPPLEMENT = "supplement", _("补正")
    DEFER = "defer", _("缓议")
    LAPSED = "lapsed", _("逾期未回复")


CONSENTS = frozenset({Decision.APPROVE, Decision.APPROVE_WITH_CHANGES})
"""Decisions that count as a yes; silence never does (B27)."""

NEED_REASONS = frozenset(
    {Decision.APPROVE_WITH_CHANGES, Decision.OBJECT, Decision.RETURN, Decision.SUPPLEMENT, Decision.DEFER}
)
"""Decisions that must say what or why."""


class Why(models.TextChoices):
    """Why a work item lies where it lies."""

    STEP = "step", _("流程办理")
    SEAT = "seat", _("会签")
    ADDED = "added", _("加签")
    RETURNED = "returned", _("被退回")
    RESUMED = "resumed", _("修改后直送")
    SUPPLEMENTED = "supplied", _("补正材料已报送")
    ANSWERED = "answered", _("问题答复已报送")
    WITHDRAWN = "withdrawn", _("撤回重办")
    UNPLANNED = "unplanned", _("增加的环节")


class Assist(models.TextChoices):
    """What whoever has a work item in hand asks of somebody else, while the item stays with him."""

    ENTRUST = "entrust", _("委派")
    BEFORE = "before", _("前加签")
    AFTER = "after", _("后加签")


SIGNS = frozenset({Assist.BEFORE, Assist.AFTER})
"""Those that are answered with a yes or a no."""


class Ending(models.TextChoices):
    """How what was asked came to its end."""

    ANSWERED = "answered", _("已答复")
    RECALLED = "recalled", _("已收回")
    VACANT = "vacant", _("无人答复")
    CLOSED = "closed", _("随待办终止")


class TerminationResult(models.TextChoices):
    """What became of the proposal to end a proceeding early; empty while it waits for who decides."""

    AGREED = "agreed", _("同意终止")
    REFUSED = "refused", _("不同意终止")
    RECALLED = "recalled", _("已收回")


TERMINATED = "terminated"
"""The outcome of a proceeding that was ended early, and of its dossier."""


class Stop(models.TextChoices):
    """Why a limit stood still, where it goes on afterwards.

    `RETURNED` is of seats that a dossier comes straight back to after the fix, which no regulation of the county offers
    (`may_go_straight_back`). Every other return lets each step that follows begin with its full limit.
    """

    RETURNED = "returned", _("退回修改期间不计")
    SUPPLEMENT = "supplement", _("补正期间不计")
    WITHDRAWN = "withdrawn", _("办结后撤回，其间不计")
    SUSPENDED = "suspended", _("暂停办理期间不计")


class Astray(models.TextChoices):
    """How what is stored parts from the flow and from the ledger."""

    UNFOLLOWED = "unfollowed", _("办理与流程不符")
    CLOSED_EARLY = "closed_early", _("未到终点即办结")
    OPEN_ASTRAY = "open_astray", _("待办与流程进度不符")
    ITEM_ALONE = "item_alone", _("待办没有对应的流程任务")
    TASK_ALONE = "task_alone", _("流程任务没有对应的待办")
    CLAIM = "claim", _("领取人与流程任务不符")
    DOSSIER = "dossier", _("案卷状态与流程不符")
    UNTOLD = "untold", _("办理意见没有台账记录")
    ALTERED = "altered", _("办理意见与台账记录不符")
    LOST = "lost", _("台账记录没有对应的办理意见")


class Act(models.TextChoices):
    """What the engine writes into the ledger."""

    START = "engine.start", _("启动流程")
    CLAIM = "engine.claim", _("领取待办")
    RELEASE = "engine.release", _("交回待办")
    TRANSFER = "engine.transfer", _("转办")
    DECIDE = "engine.decide", _("办理")
    RETURN = "engine.return", _("退回")
    ADD_SEAT = "engine.add_seat", _("加签")
    REMOVE_SEAT = "engine.remove_seat", _("减签")
    LAPSE = "engine.lapse", _("逾期未回复")
    GATHER = "engine.gather", _("会签结果")
    WITHDRAW = "engine.withdraw", _("撤回")
    MOVE = "engine.move", _("调整期限")
    SUSPEND = "engine.suspend", _("暂停办理")
    RESUME = "engine.resume", _("恢复办理")
    MIGRATE = "engine.migrate", _("流程换版")
    ENTRUST = "engine.entrust", _("委派")
    SIGN_BEFORE = "engine.sign_before", _("前加签")
    SIGN_AFTER = "engine.sign_after", _("后加签")
    ANSWER = "engine.answer", _("答复委派或加签")
    RECALL = "engine.recall", _("收回委派或加签")
    ASSIST_END = "engine.assist_end", _("终止委派或加签")
    PROPOSE_END = "engine.propose_end", _("提请终止")
    RECALL_END = "engine.recall_end", _("收回终止提请")
    LAY_ANEW = "engine.lay_anew", _("改由他人决定终止")
    KEEP_ON = "engine.keep_on", _("不同意终止")
    TERMINATE = "engine.terminate", _("终止办理")
    ADD_STEP = "engine.add_step", _("增加环节")
    RECALL_STEP = "engine.recall_step", _("收回增加的环节")
