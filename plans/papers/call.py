"""D01: the call that opens the planning of a year."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from core.county_words import words
from documents.papers import Block, CodeUse, Disclosure, Heading, Layout, Paper, Paragraph, chinese_date


@dataclass(frozen=True, kw_only=True)
class PlanningCall(Paper):
    """D01 关于编制年度统筹资金规划和方案的通知 (四（四）: 上一年第三季度着手编制)."""

    kind = "D01"
    genre = "通知"
    layout = Layout.DOCUMENT
    code_use = CodeUse.DOCUMENT
    disclosure = Disclosure.OPEN

    issuer: str
    county: str
    year: int
    recipients: tuple[str, ...]
    village_due: datetime.date
    township_due: datetime.date
    appraisal_due: datetime.date
    categories: tuple[str, ...]
    contact: str
    phone: str
    copied_to: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.issuer}关于编制{self.year}年度统筹资金规划和方案的通知"

    @property
    def addressees(self) -> tuple[str, ...]:
        return self.recipients

    @property
    def cc(self) -> tuple[str, ...]:
        return self.copied_to

    def body(self) -> tuple[Block, ...]:
        return (
            Paragraph(
                "为贯彻落实《湖北省人民政府办公厅关于创新建立贫困县资金整合机制实施精准扶贫的意见》"
                f"（鄂政办发〔2015〕63号）精神，做好{self.county}{self.year}年度统筹资金规划和方案编制工作，"
                "现将有关事项通知如下："
            ),
            Heading(1, "一、编制范围"),
            Paragraph(
                f"{self.year}年度拟使用统筹整合资金实施的到村到户项目，按下列类别申报：{'、'.join(self.categories)}。"
                "凡未入项目库的项目，不得列入年度方案。"
            ),
            Heading(1, "二、编制程序和时限"),
            Heading(2, "（一）村级议事申报。", f"各村召开村民代表会议民主议定项目，公示不少于10日，于{chinese_date(self.village_due)}前报乡镇人民政府。"),
            Heading(2, "（二）乡镇审核上报。", f"各乡镇逐项审核真实性、必要性、可行性等内容，公示不少于10日，于{chinese_date(self.township_due)}前以正式文件上报。"),
            Heading(2, "（三）部门联合论证。", f"{words(self.county).directly}主管部门于{chinese_date(self.appraisal_due)}前完成论证，提出明确意见；未设定绩效目标的项目不得入库。"),
            Heading(1, "三、有关要求"),
            Paragraph(
                "各乡镇、各部门要坚持精准扶贫、群众自愿、公开公平，如实填报项目地点、规模、资金、绩效目标和带贫减贫机制；"
                "严禁将统筹资金用于负面清单所列支出。逾期未报的，视为本年度无项目申报。"
            ),
            *((Paragraph(f"联系人：{self.contact}，联系电话：{self.phone}。"),) if self.phone else ()),
        )  # fmt: skip
