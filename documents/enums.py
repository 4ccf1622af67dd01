"""The closed lists of official documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Layout(models.TextChoices):
    """The formats of GB/T 9704-2012, and the form, which is no official document."""

    DOCUMENT = "document", _("文件格式")
    UPWARD = "upward", _("上行文")
    LETTER = "letter", _("信函格式")
    MINUTES = "minutes", _("纪要格式")
    ORDER = "order", _("命令格式")
    FORM = "form", _("表单")


class Disclosure(models.TextChoices):
    """Whether the public may read a document; printed on it as its note (finding 17)."""

    OPEN = "open", _("主动公开")
    ON_REQUEST = "on_request", _("依申请公开")
    CLOSED = "closed", _("不予公开")


class CodeUse(models.TextChoices):
    """What an organisation numbers with one of its document codes (机关代字)."""

    DOCUMENT = "document", _("文件")
    LETTER = "letter", _("函")
    MINUTES = "minutes", _("会议纪要")
    RECEIPT = "receipt", _("备案回执")
    SUPPLEMENT = "supplement", _("补正通知")
    REPORT = "report", _("报告")
    FORM = "form", _("表单")
    BULLETIN = "bulletin", _("通报")


class RenderState(models.TextChoices):
    """Where the printing of a document stands."""

    OWED = "owed", _("待排版")
    DONE = "done", _("已排版")
    FAILED = "failed", _("排版失败")
    DEFERRED = "deferred", _("调阅时排版")


class Intake(models.TextChoices):
    """What the first check of a received document found (条例 第二十四条: 初审)."""

    ACCEPTED = "accepted", _("受理")
    SUPPLEMENT = "supplement", _("补正")
    RETURNED = "returned", _("退回")
    STRUCK = "struck", _("注销")


class Secrecy(models.TextChoices):
    """How secret a paper from outside is (保守国家秘密法 2010年修订 第十条); only that it came is written down here."""

    SECRET = "secret", _("秘密")
    CONFIDENTIAL = "confidential", _("机密")
    TOP = "top", _("绝密")


class Urgency(models.TextChoices):
    """How urgent a paper is (GB/T 9704 7.2.3)."""

    URGENT = "urgent", _("加急")
    MOST = "most", _("特急")


GENRES = frozenset("决议 决定 命令 公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 函 纪要".split())  # noqa: SIM905
"""The fifteen genres of 党政机关公文处理工作条例 第八条."""
