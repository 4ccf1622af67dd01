"""The chapters of a plan in their customary order (domain a.5)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.county_words import CountyWords, words
from documents.papers import Block, Heading, Paragraph
from plans.papers.cells import HOTLINE, money_text
from plans.papers.plan_tables import share
from plans.papers.rows import ArrangementRow, JustificationRow, ProjectRow, SourceRow, StandardRow, total

POLICY = "《湖北省人民政府办公厅关于创新建立贫困县资金整合机制实施精准扶贫的意见》（鄂政办发〔2015〕63号）"


def general_requirements(county: str, basis: Sequence[str], goals: str) -> tuple[Block, ...]:
    grounds, spoken = "、".join((POLICY, *basis)), words(county)
    return (
        Paragraph(f"为统筹整合使用财政涉农资金，集中财力精准扶贫、精准脱贫，根据{grounds}等文件精神，结合{spoken.ours}实际，制定本方案。"),
        Heading(1, "一、总体要求"),
        Heading(2, "（一）指导思想。", "以改革创新为动力，以提高财政资金使用效益为目的，以县为主体全面统筹，坚持规划引领、“源头”整合、集中投入，确保脱贫攻坚目标任务如期完成。"),
        Heading(2, "（二）基本原则。", "全面统筹、县为主体；瞄准贫困、精准施策；简政放权、应统尽统；权责对应、激励约束；公开公平、群众参与。"),
        Heading(2, "（三）目标任务。", goals),
    )  # fmt: skip


def scope_and_scale(year: int, sources: Sequence[SourceRow]) -> tuple[Block, ...]:
    """二、范围及规模: how many items and how much of each level."""
    levels: dict[str, list[Decimal]] = {}
    for row in sources:
        levels.setdefault(row.level, []).append(row.integrated)
    parts = "；".join(f"{level}资金{len(amounts)}项、{money_text(total(amounts))}" for level, amounts in levels.items())
    whole = money_text(total(row.integrated for row in sources))
    return (
        Heading(1, "二、资金统筹整合范围及规模"),
        Paragraph(
            f"{year}年度纳入统筹整合的财政资金共{len(sources)}项、{whole}。其中：{parts}。"
            "年度执行中新增的上级指标和盘活的存量资金，按规定程序补充纳入。资金来源详见附表1。"
        ),
    )


def arrangement(rows: Sequence[ArrangementRow]) -> tuple[Block, ...]:
    whole = total(row.amount for row in rows)
    parts = "；".join(
        f"{row.category}项目{row.projects}个、{money_text(row.amount)}，占{share(row.amount, whole)}" for row in rows
    )
    return (
        Heading(1, "三、整合资金安排"),
        Paragraph(
            f"统筹整合资金按“大类间统筹、打通使用”的办法安排{money_text(whole)}。其中：{parts}。分类安排详见附表2。"
        ),
    )


def project_plan(year: int, projects: Sequence[ProjectRow], outside: int = 0) -> tuple[Block, ...]:
    """四、项目实施计划; `outside` counts the emergency projects that the library does not have yet."""
    poor = sum(row.poor_households for row in projects), sum(row.poor_people for row in projects)
    benefit = f"项目受益贫困户累计{poor[0]}户次、贫困人口{poor[1]}人次。" if any(poor) else ""
    drawn = f"除应急项目{outside}个外，均从项目库中选取" if outside else "全部从项目库中选取"
    return (
        Heading(1, "四、项目实施计划"),
        Paragraph(
            f"{year}年度共安排项目{len(projects)}个，{drawn}，逐项明确实施地点、建设任务、资金规模、责任单位、"
            f"时间进度和绩效目标。{benefit}项目明细详见附表3。未经规定程序，不得变更项目实施地点、建设内容和资金规模。"
        ),
    )


def duties(county: str) -> tuple[Block, ...]:
    spoken = words(county)
    return (
        Heading(1, "六、职责分工"),
        Heading(2, f"（一）{spoken.leading_group}", "统一领导资金统筹整合工作，审议年度方案和重大调整事项；领导小组办公室（工作专班）负责方案编制、跟踪督办和考评。"),
        Heading(2, f"（二）{spoken.level}财政局", "负责摸清资金家底、筹集下达资金、建立资金台账、按季统计报告，加强资金监管。"),
        Heading(2, f"（三）{spoken.level}扶贫办", "负责项目库建设管理、扶贫对象精准识别和带贫减贫机制落实。"),
        Heading(2, f"（四）{spoken.directly}行业主管部门", "负责本行业项目论证、技术指导、质量监管、竣工验收和绩效自评，不得以部门名义另行下达任务、限制资金统筹。"),
        Heading(2, "（五）各乡镇人民政府", f"负责项目申报审核、组织实施、初步验收、公告公示和档案管理，确保{county}各项任务落实到村到户。"),
    )  # fmt: skip


def safeguards(
    county: str, text: str, justifications: Sequence[JustificationRow], *, is_deliberated: bool = True
) -> tuple[Block, ...]:
    """七、保障措施, with the statement on the negative list (六（六）); `is_deliberated` once a meeting let it stand."""
    blocks: list[Block] = [
        Heading(1, "七、保障措施"),
        Heading(2, "（一）加强组织保障。", text),
        Heading(
            2,
            "（二）严格公告公示。",
            f"落实县乡村三级公告公示制度，主动接受群众和社会监督，扶贫监督举报电话{HOTLINE}。",
        ),
        Heading(
            2,
            "（三）强化审计监督和绩效评价。",
            "审计、监察机关以本方案为监督检查的重要依据；考评结果与下一年度资金安排挂钩。",
        ),
        Heading(2, "（四）执行负面清单。", _negative_list(words(county), justifications, is_deliberated)),
    ]
    blocks += [
        Paragraph(f"{number}. {row.project}：涉及“{row.entry}”，{row.justification}")
        for number, row in enumerate(justifications, 1)
    ]
    return tuple(blocks)


def compliance(
    county: str, warnings: Sequence[JustificationRow], standards: Sequence[StandardRow], *, is_deliberated: bool = True
) -> tuple[Block, ...]:
    """The paragraph after the negative list: what other rules warn of and why it stays, and by which thresholds, where
    they are not the system's own; nothing where there is neither."""
    title = "（五）说明合规事项。"
    if not warnings and not standards:
        return ()
    kept = _kept(words(county), is_deliberated)
    warned = f"经逐条检查，下列{len(warnings)}项属于警示事项，{kept}："
    otherwise = f"检查所用标准中，下列{len(standards)}项与系统设定不同："
    rows = tuple(
        Paragraph(f"{number}. {row.project}：{row.entry}。理由：{row.justification}")
        for number, row in enumerate(warnings, 1)
    )
    figures = tuple(
        Paragraph(f"{number}. {row.standard}：{row.figure}（系统设定{row.usual}），依据{row.ground}。")
        for number, row in enumerate(standards, 1)
    )
    if not warnings:
        return Heading(2, title, otherwise), *figures
    return (Heading(2, title, warned), *rows, *((Paragraph(otherwise), *figures) if figures else ()))


def _negative_list(spoken: CountyWords, justifications: Sequence[JustificationRow], is_deliberated: bool) -> str:
    start = "统筹整合资金不得用于非精准扶贫支出，不得用于县城规划区内基础设施、楼堂馆所建设和形象工程、政绩工程，不得用于发放津补贴、弥补公用经费。"
    if not justifications:
        return f"{start}经逐项对照，本方案所列项目均未涉及负面清单。"
    kept = _kept(spoken, is_deliberated)
    return f"{start}经逐项对照，下列{len(justifications)}项属于提示事项，{kept}："


def _kept(spoken: CountyWords, is_deliberated: bool) -> str:
    return f"已经{spoken.leading_group}审议同意保留" if is_deliberated else "拟予保留，说明如下"


def management(text: str) -> tuple[Block, ...]:
    return Heading(1, "五、资金拨付与管理"), Paragraph(text)
