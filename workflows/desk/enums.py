"""The closed lists of the desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    """Which body meets (a.2 steps 13 and 14)."""

    LEADING_GROUP = "leading_group", _("领导小组会议")
    EXECUTIVE = "executive", _("县政府常务会议")


class MeetingState(models.TextChoices):
    """Where a meeting stands."""

    CONVENED = "convened", _("已召集")
    CONCLUDED = "concluded", _("已形成纪要")
    CANCELLED = "cancelled", _("已取消")


class News(models.TextChoices):
    """What those invited are told of a meeting."""

    CALLED = "called", _("召开")
    MOVED = "moved", _("时间、地点变更")
    CANCELLED = "cancelled", _("取消")
    EXTENDED = "extended", _("议程增补")


class ItemResult(models.TextChoices):
    """What a meeting decided on one item of its agenda."""

    PASS = "pass", _("通过")
    PASS_WITH_AMENDMENTS = "pass_with_amendments", _("修改后通过")
    DEFER = "defer", _("缓议")
    RETURN = "return", _("退回")


PASSING = frozenset({ItemResult.PASS, ItemResult.PASS_WITH_AMENDMENTS})
"""Results that need a majority of the members present."""

NEED_TEXT = frozenset({ItemResult.PASS_WITH_AMENDMENTS, ItemResult.DEFER, ItemResult.RETURN})
"""Results that must say what is to be changed or why."""


class Presence(models.TextChoices):
    """How a person stood to a meeting, as minutes list it."""

    PRESENT = "present", _("出席")
    EXCUSED = "excused", _("请假")
    OBSERVER = "observer", _("列席")


class Choice(models.TextChoices):
    """One vote."""

    FOR = "for", _("赞成")
    AGAINST = "against", _("反对")
    ABSTAIN = "abstain", _("弃权")


class ReturnGround(models.TextChoices):
    """What is wrong with what is returned, where its step has no review list of its own (domain a.3: 退回须列明问题)."""

    MATERIALS = "materials", _("材料不齐")
    FACTS = "facts", _("内容不实或前后不一致")
    BASIS = "basis", _("依据或程序不足")
    MONEY = "money", _("资金与来源或项目不符")
    WORDING = "wording", _("文字、格式或附件有误")
    OTHER = "other", _("其他")


class Act(models.TextChoices):
    """What the desk writes into the ledger."""

    CONVENE = "meeting.convened", _("召集会议")
    MOVE = "meeting.moved", _("更改会议时间、地点")
    CANCEL = "meeting.cancelled", _("取消会议")
    STRIKE = "meeting.item_struck", _("撤下议题")
    ATTEND = "meeting.attendance", _("登记出席")
    VOTE = "meeting.votes", _("记录表决")
    RESULT = "meeting.result", _("记录议决")
    CLEAR = "meeting.result_cleared", _("清除议题记录")
    PUT_ON = "meeting.item_added", _("增补议题")
    SET_URGENCY = "dossier.urgency_set", _("设定紧急程度")
    ADD_PHRASE = "phrase.added", _("增加县常用意见")
    DROP_PHRASE = "phrase.dropped", _("删除县常用意见")
    CONCLUDE = "meeting.concluded", _("形成会议纪要")
    HINDER = "assistance.hindered", _("后加签同意后决定未能生效")


class Aside(models.TextChoices):
    """What the desk writes into the ledger of what goes on beside a file."""

    ATTACH = "attachment.added", _("上传附件")
    DETACH = "attachment.removed", _("移除附件")
    CIRCULATE = "circulation.sent", _("传阅")
    READ = "circulation.read", _("阅知传阅件")
    COMMENT = "comment.written", _("留言")
    UNCOMMENT = "comment.withdrawn", _("撤回留言")
    CONSULT = "consultation.asked", _("征询意见")
    CONSULT_ANSWER = "consultation.answered", _("答复征询")
    CONSULT_REMIND = "consultation.reminded", _("提醒答复征询")
    CONSULT_RECALL = "consultation.recalled", _("收回征询")
