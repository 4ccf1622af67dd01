"""The closed lists that every room shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is in the tree 省 > 市 > 县 > (机关 | 乡 > 村)."""

    PROVINCE = "province", _("省级人民政府")
    PREFECTURE = "prefecture", _("市（州）")
    COUNTY = "county", _("县级人民政府")
    TOWNSHIP = "township", _("乡镇（街道）")
    VILLAGE = "village", _("村（社区）")
    DEPARTMENT = "department", _("工作部门")
    LEADING_GROUP = "leading_group", _("统筹资金领导小组")
    WORKING_GROUP = "working_group", _("统筹资金工作专班")
    GOVERNMENT_OFFICE = "government_office", _("政府办公室")
    SUPERVISION_OFFICE = "supervision_office", _("督查室")
    AUDIT_OFFICE = "audit_office", _("审计机关")
    ADMINISTRATION = "administration", _("系统管理")


class PoorLevel(models.TextChoices):
    """Which of the 37 counties of 鄂政办发〔2015〕63号 this is, if any (finding 10)."""

    NATIONAL = "national", _("国定贫困县")
    PROVINCIAL = "provincial", _("省定贫困县")


class Sector(models.TextChoices):
    """The line of work (条线) of a department; county and provincial departments share it."""

    FINANCE = "finance", _("财政")
    POVERTY = "poverty", _("扶贫")
    REFORM = "reform", _("发展改革")
    TRANSPORT = "transport", _("交通运输")
    WATER = "water", _("水利")
    AGRICULTURE = "agriculture", _("农业农村")
    FORESTRY = "forestry", _("林业")
    HOUSING = "housing", _("住房城乡建设")
    LAND = "land", _("自然资源")
    EDUCATION = "education", _("教育")
    HEALTH = "health", _("卫生健康")
    TOURISM = "tourism", _("文化旅游")
    ENVIRONMENT = "environment", _("生态环境")
    CIVIL_AFFAIRS = "civil_affairs", _("民政")
    ETHNIC = "ethnic", _("民族宗教")
    FINANCIAL_SERVICES = "financial_services", _("金融")


class DossierKind(models.TextChoices):
    """What travels for approval."""

    VILLAGE_ROUND = "village_round", _("村级项目申报")
    TOWNSHIP_ROUND = "township_round", _("乡镇项目汇总上报")
    LIBRARY_ROUND = "library_round", _("部门论证与入库审定")
    PLAN = "plan", _("年度统筹资金方案")
    FILING = "filing", _("备案")
    MASTER_PLAN = "master_plan", _("统筹资金规划")
    TOWNSHIP_NEEDS = "township_needs", _("乡镇规划需求")
    ALLOTMENT = "allotment", _("资金下达批次")


class DossierUrgency(models.IntegerChoices):
    """How urgent a dossier is (GB/T 9704 7.2.3): the more urgent, the greater."""

    PLAIN = 0, _("平件")
    URGENT = 1, _("加急")
    MOST = 2, _("特急")


class Channel(models.TextChoices):
    """By which way a person is told."""

    IN_APP = "in_app", _("站内消息")
    EMAIL = "email", _("电子邮件")
    WEBHOOK = "webhook", _("群机器人")


class DeliveryState(models.TextChoices):
    """How far a message is on its way out of the house."""

    QUEUED = "queued", _("待发送")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")
    RETRYING = "retrying", _("失败待重试")
    GIVEN_UP = "given_up", _("已放弃")
    DROPPED = "dropped", _("无需再发")


class Untold(models.TextChoices):
    """Why nobody was told of an event."""

    NOBODY = "nobody", _("无人在岗")
    INACTIVE = "inactive", _("收件人账号已停用")
    UNWANTED = "unwanted", _("收件人均未选择接收")
