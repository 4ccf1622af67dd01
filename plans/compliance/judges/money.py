"""What is asked of the money: it adds up, it may be integrated here, fees stay small (B01, B38, B40, N10, N11)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from core import money
from core.enums import PoorLevel
from core.money import wan
from plans.compliance.basis import Basis, Parameter
from plans.compliance.judges.rows import of_row
from plans.compliance.picture import ItemFact, Picture, SourceFact
from plans.compliance.rule import Hit, Judge
from plans.enums import Severity
from plans.rules.balance import balance_refusals, excess_refusals
from plans.rules.refusal import Refusal

CENTRAL = "central"
"""The level of a source, as the funds room spells it."""
SCOPE = "鄂政办发〔2015〕63号四（二）"
ALLOTTED = "鄂政办发〔2015〕63号四（六）"
PILOT = "国办发〔2016〕22号"
FEE = "管理费"
PILOT_WORDS = (
    "扶贫", "乡村振兴", "农田水利", "水土保持", "现代农业", "农业技术", "林业", "农业综合开发", "农村综合改革", "土地有偿使用",
    "高标准", "农村环境", "车辆购置税", "公路", "危房改造", "彩票公益金", "产粮大县", "调出大县", "农业资源", "农业生产",
    "服务业发展", "江河湖库", "山洪", "旅游发展", "预算内投资",
)  # fmt: skip
"""By one of these words the central funds of the pilot list (19+1) are known."""


def balance(picture: Picture, basis: Basis) -> list[Hit]:
    """Every row is paid as it is arranged and not above its cost; no source gives more than may be integrated of it."""
    found = []
    for item in picture.items:
        funded = sum((one.amount for one in item.fundings), Decimal(0))
        said = balance_refusals([(item.project.name, item.amount, funded)], [])
        said += excess_refusals([(item.project.name, item.amount, item.project.amount)])
        found += [of_row(item, refusal) for refusal in said]
    overdrawn = balance_refusals([], [(source.name, source.integrable, source.used) for source in picture.sources])
    return found + [Hit(refusal) for refusal in overdrawn]


def allotted_stays(picture: Picture, basis: Basis) -> list[Hit]:
    """B40: what was allotted of a project from a source stays arranged, whatever else is adjusted."""
    keys = {item.seq: item.key for item in picture.items}
    shown = _("“%(source)s”已下达%(allotted)s万元，方案安排%(amount)s万元，不得少于已下达数")
    found = []
    for one in picture.allotted:
        if one.arranged < one.allotted:
            told = {"source": one.source, "allotted": wan(one.allotted), "amount": wan(one.arranged)}
            said = Refusal(shown % told, ALLOTTED, one.project)
            found.append(Hit(said, item=keys.get(one.seq), seq=one.seq or None, amount=one.allotted - one.arranged))
    return found


def fees(share: Parameter) -> Judge:
    """Rows that are fees for managing projects, against the largest share of a central source that they may take."""

    def judge(picture: Picture, basis: Basis) -> list[Hit]:
        rows = [item for item in picture.items if FEE in item.project.name]
        found = []
        for number, source in enumerate(picture.sources):
            if source.level != CENTRAL:
                continue
            paid = [(item, amount) for item in rows if (amount := _paid(item, number))]
            taken = sum((amount for _item, amount in paid), Decimal(0))
            if taken * 100 > source.amount * basis.value(share.key):
                found += [
                    of_row(item, _fee_said(item, source, taken, basis.value(share.key))) for item, _amount in paid
                ]
        return found

    return judge


def _paid(item: ItemFact, source: int) -> Decimal:
    return sum((one.amount for one in item.fundings if one.source == source), Decimal(0))


def _fee_said(item: ItemFact, source: SourceFact, taken: Decimal, most: Decimal) -> Refusal:
    shown = _("从“%(source)s”列支项目管理费%(taken)s万元，占该来源的%(share)s%%，超过%(most)s%%")
    told = {"source": source.name, "taken": wan(taken), "share": percent(taken, source.amount), "most": plain(most)}
    return Refusal(shown % told, "财农〔2017〕8号", item.project.name, Severity.WARNING)


def beyond_the_level(picture: Picture, basis: Basis) -> list[Hit]:
    """N11: a county of the province's own list integrates what the province and those below it give; central money that
    it takes as well is named, source by source, and the plan says why."""
    if picture.poor_level != PoorLevel.PROVINCIAL:
        return []
    shown = _("本县为省定贫困县，方案统筹中央资金%(used)s万元，请核对是否在可整合范围")
    return [
        Hit(
            Refusal(shown % {"used": wan(source.used)}, SCOPE, source.name, Severity.WARNING),
            amount=source.used,
            justification=picture.justified.get("N11", ""),
        )
        for source in picture.sources
        if source.level == CENTRAL and source.used
    ]


def outside_the_pilot(picture: Picture, basis: Basis) -> list[Hit]:
    """B38: the order of 2015 integrates whatever reaches a village; the State Council's pilot names twenty central
    funds. What is none of them is pointed out, no more."""
    if picture.poor_level != PoorLevel.NATIONAL:
        return []
    shown = _("未见于国务院办公厅试点意见所列中央资金，请核对下达文件是否允许统筹")
    return [
        Hit(Refusal(shown, PILOT, source.name, Severity.HINT), amount=source.used)
        for source in picture.sources
        if source.level == CENTRAL and source.used and not any(word in source.name for word in PILOT_WORDS)
    ]


def percent(part: Decimal, whole: Decimal) -> str:
    """To two decimals; 0.00 of nothing."""
    return f"{money.percent(part, whole) or Decimal(0):.2f}"


def plain(figure: Decimal) -> str:
    """A threshold as people write it: 30, 1.5."""
    return f"{figure.normalize():f}"
