"""The closed lists of supervision slips (f.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlipColour(models.TextChoices):
    """How grave a slip is. Places warn in yellow or in orange (f.3: 三明 橙, 宿迁 黄); a setting says which."""

    BLUE = "blue", _("蓝色")
    YELLOW = "yellow", _("黄色")
    ORANGE = "orange", _("橙色")
    RED = "red", _("红色")


class SlipGround(models.TextChoices):
    """Why a slip has its colour."""

    REMINDER = "reminder", _("临近期限或者进展缓慢")
    UNANSWERED = "unanswered", _("上一督办单期满未按要求反馈")
    URGENT = "urgent", _("事项重大、紧急")
    SPECIAL = "special", _("特事特办")


class SlipState(models.TextChoices):
    """Where a supervision slip stands (f.3: 交办、签收、反馈、审结、归档)."""

    ISSUED = "issued", _("待签收")
    SIGNED = "signed", _("办理中")
    DRAFTED = "drafted", _("反馈待签发")
    ANSWERED = "answered", _("待核查")
    CLOSED = "closed", _("已销号")
    ESCALATED = "escalated", _("已升级")
    ARCHIVED = "archived", _("已归档")


class SlipAct(models.TextChoices):
    """What may be done with a slip."""

    SIGN = "sign", _("签收")
    ANSWER = "answer", _("反馈")
    SIGN_REPORT = "sign_report", _("签发反馈报告")
    GIVE_BACK = "give_back", _("退回修改")
    CLOSE = "close", _("属实，销号")
    RETURN = "return", _("不符，退回重办")
    CONCLUDE = "conclude", _("事项已办结，直接销号")
    ESCALATE = "escalate", _("升级督办")
    ARCHIVE = "archive", _("归档")
    ASK_EXTENSION = "ask_extension", _("申请延期")
    SIGN_EXTENSION = "sign_extension", _("签发延期申请")
    DROP_EXTENSION = "drop_extension", _("不同意申请延期")
    GRANT = "grant", _("同意延期")
    REFUSE = "refuse", _("不同意延期")
