"""Made-up documents of every layout, for pictures and for proofs: nobody's, of a county that does not exist."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from documents.blocks import (
    Annex,
    Attendance,
    Block,
    Column,
    Enclosure,
    Field,
    Fields,
    Heading,
    Paragraph,
    Signers,
    Table,
    plain,
)
from documents.enums import Layout

Content = dict[str, Any]

SENTENCES = (
    "各乡镇人民政府、县直各单位要提高认识，加强领导，明确责任，确保统筹整合工作落到实处。",
    "根据《湖北省人民政府办公厅关于创新建立贫困县资金整合机制实施精准扶贫的意见》（鄂政办发〔2015〕63号）精神，结合我县实际，制定本方案。",
    "2016年度共安排统筹整合资金1,256.909198万元，其中：中央资金800万元、省级资金300.5万元，占63.7%。",
    "坚持“渠道不乱、用途不变、集中投入、各负其责、形成合力”的原则——统筹的是资金，不变的是责任……",
    "项目实施单位应于2016年12月31日前完成建设任务；逾期未完成的，按规定收回资金（含利息）。",
    "对垱上、塆里、漖河、㙍上等村的通村公路硬化、安全饮水、光伏电站项目，优先予以保障。",
    "联系人电话：0719-1234567，办公系统支持WPS Office和GB/T 9704-2012规定的格式。",
    "什么钱可以统筹？统筹以后怎么用？谁来监督！各级要讲清楚、弄明白。",
    "规划期为2016—2018年，每年3月5日前报送上一年度执行情况。",
)
HEADINGS = ("一、总体要求", "二、基本原则", "三、资金安排", "四、项目管理", "五、保障措施")
SUBHEADINGS = ("（一）统筹安排。", "（二）突出重点。", "（三）公开透明。")
RECEIVERS = (
    "县委办公室",
    "县人大常委会办公室",
    "县政协办公室",
    "县纪委监察局",
    "县审计局",
    "县人民法院",
    "县人民检察院",
)
DAY = "2016-03-05"


def text(dice: random.Random, paragraphs: int) -> tuple[Block, ...]:
    """So many paragraphs, some of them headings of every level."""
    found: list[Block] = []
    for order in range(paragraphs):
        words = "".join(dice.choices(SENTENCES, k=dice.randint(1, 4)))
        match dice.randrange(6):
            case 0 if order:
                found.append(Heading(1, HEADINGS[order % len(HEADINGS)]))
            case 1 if order:
                found.append(Heading(2, SUBHEADINGS[order % len(SUBHEADINGS)], words))
            case 2 if order:
                found.append(Heading(3, f"{order}.落实责任。", words))
            case _:
                found.append(Paragraph(words))
    return tuple(found)


def annex(dice: random.Random, rows: int, *, is_wide: bool) -> Annex:
    """A table upright or across."""
    columns: tuple[Column, ...] = (Column("序号", 2.5), Column("乡镇", 5), Column("项目名称", 9, "left"), Column("建设内容", 9, "left"),
               Column("资金（万元）", 7, "right"))  # fmt: skip
    if is_wide:
        columns += (Column("主管部门", 7), Column("实施单位", 7), Column("开工", 5), Column("完工", 5),
                    Column("中央", 6, "right"), Column("省级", 6, "right"), Column("市级", 6, "right"),
                    Column("县级", 6, "right"), Column("绩效目标", 9, "left"))  # fmt: skip
    lines = tuple(tuple(_cell(dice, column, order) for column in columns) for order in range(1, rows + 1))
    title = "青垱县2016年度统筹整合资金项目明细表" if is_wide else "青垱县2016年度统筹整合资金安排表"
    return Annex("附件", title, columns, lines, "单位：万元", ("注：金额以县级财政部门实际拨付为准。",), 1)


def _cell(dice: random.Random, column: Column, order: int) -> str:
    if column.title == "序号":
        return str(order)
    if column.align == "right":
        return f"{dice.random() * 900:,.{dice.choice((2, 6))}f}"
    if column.align == "left":
        return dice.choice(
            ("通村公路硬化", "垱上村安全饮水巩固提升", "漖河小流域综合治理（二期）", "塆里村50千瓦光伏电站")
        )
    return dice.choice(("郧口镇", "咸坳乡", "县水利局", "2016年"))


def table(dice: random.Random, rows: int) -> Table:
    """A table that stands in the text, as a reply to findings has it."""
    columns = (Column("序号", 3), Column("意见", 10, "left"), Column("整改措施", 12, "left"), Column("状态", 4))
    filled = tuple(
        (str(order), dice.choice(SENTENCES), dice.choice(SENTENCES)[:40], dice.choice(("已完成", "整改中")))
        for order in range(1, rows + 1)
    )
    return Table(columns, filled)


def enclosed(found: Content, blocks: tuple[Block, ...], *, is_annex: bool = False) -> Content:
    """The same paper carrying a plan that it issues, or one that is its annex; the plan's tables keep the names that
    it gives them."""
    annexes = [annex | {"label": f"附表{order}"} for order, annex in enumerate(found["annexes"], 1)]
    plan = plain(Enclosure("青垱县2016年度统筹整合财政涉农资金实施方案", blocks))
    return found | {"enclosure": plan, "attachments": [plan["title"]] if is_annex else [], "annexes": annexes}


def content(layout: Layout, body: tuple[Block, ...], annexes: tuple[Annex, ...] = (), **issue: Any) -> Content:
    """The frozen content of a specimen."""
    made = _MADE[layout]()
    made["issue"] = {
        "issuer_name": "青垱县人民政府", "signatory_name": "", "document_date": DAY, "printed_on": "2016-03-06",
        "printed_by": "" if layout in {Layout.LETTER, Layout.FORM} else "青垱县人民政府办公室",
    } | made["issue"] | issue  # fmt: skip
    if len(issue.get("issuers", ())) > 1:
        made["title"] = "关于下达2016年度第一批统筹整合资金项目计划的通知"
    common = {"kind": "D15", "genre": "通知", "layout": str(layout), "disclosure": "open", "mark": "", "cc": [],
              "note": "此件主动公开", "is_signed_off": True, "enclosure": None, "attendance": [], "fields": {}}  # fmt: skip
    labelled = [plain(item) | {"label": f"附件{order}"} for order, item in enumerate(annexes, 1)]
    attached = {"attachments": [item.title for item in annexes], "annexes": labelled, "body": plain(body)}
    return common | attached | made


def _document() -> Content:
    return {
        "title": "青垱县人民政府关于印发《青垱县2016年度统筹整合财政涉农资金实施方案》的通知",
        "addressees": ["各乡镇人民政府", "县政府各部门"], "cc": list(RECEIVERS),
        "issue": {"number": "青政发〔2016〕12号", "mark": "青垱县人民政府文件"},
    }  # fmt: skip


def _upward() -> Content:
    return {
        "title": "郧口镇人民政府关于报送2016年度统筹资金项目计划的请示", "addressees": ["青垱县人民政府"], "genre": "请示",
        "issue": {"number": "郧政〔2016〕3号", "mark": "郧口镇人民政府文件", "issuer_name": "郧口镇人民政府",
                  "signatory_name": "签发人甲", "printed_by": "郧口镇人民政府办公室"},
    }  # fmt: skip


def _letter() -> Content:
    return {
        "title": "青垱县人民政府关于报送《青垱县2016年度统筹整合资金实施方案》备案的函", "addressees": ["省财政厅", "省扶贫办"],
        "genre": "函", "cc": ["市财政局", "市扶贫办"],
        "issue": {"number": "青政函〔2016〕5号", "mark": "青垱县人民政府"},
    }  # fmt: skip


def _minutes() -> Content:
    names = "甲（县长）、乙（常务副县长）、丙（县财政局）、丁（县发展和改革局）、戊（县农业局）、己（县水利局）。"
    return {
        "title": "研究统筹整合财政涉农资金有关工作", "addressees": [], "genre": "纪要", "note": "",
        "mark": "青垱县人民政府常务会议纪要", "cc": list(RECEIVERS[:3]),
        "attendance": plain((Attendance("出席", names), Attendance("列席", "庚（县纪委监察局）。"))),
        "issue": {"number": "〔2016〕2号"},
    }  # fmt: skip


def _order() -> Content:
    return {
        "title": "青垱县人民政府令", "addressees": [], "genre": "命令", "note": "", "mark": "青垱县人民政府令",
        "issue": {"number": "第1号", "signatory_name": "签发人甲", "offices": ["县长"]},
    }  # fmt: skip


def _form() -> Content:
    return {
        "title": "郧口镇垱上村2016年度项目申报表", "addressees": [], "genre": "", "note": "",
        "issue": {"number": "", "issuer_name": "郧口镇垱上村村民委员会"},
    }  # fmt: skip


_MADE: dict[Layout, Callable[[], Content]] = {
    Layout.DOCUMENT: _document, Layout.UPWARD: _upward, Layout.LETTER: _letter, Layout.MINUTES: _minutes,
    Layout.ORDER: _order, Layout.FORM: _form,
}  # fmt: skip


def form_body() -> tuple[Block, ...]:
    """The cells of a form."""
    rows = ("项目名称", "建设地点", "建设内容", "资金需求", "实施单位", "绩效目标")
    return (
        Fields(tuple(Field(label, "通村公路硬化1.2公里", is_wide=label == "建设内容") for label in rows)),
        Signers((Field("村党支部书记", ""), Field("村委会主任", ""))),
    )


JOINT: dict[str, Any] = {
    "issuers": ["青垱县财政局", "青垱县扶贫开发办公室", "青垱县发展和改革局", "青垱县农业局", "青垱县水利局"],
    "issuer_name": "青垱县财政局", "number": "青财农〔2016〕7号", "mark": "青垱县财政局文件",
    "printed_by": "青垱县财政局办公室",
}  # fmt: skip
"""What makes a document of the county one of five offices."""
