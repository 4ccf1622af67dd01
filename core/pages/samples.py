"""Made-up content for the styleguide: every component with the lengths and states that break layouts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from core import clock
from core.pages import parts
from core.pages.forms import DateField, OpinionForm, WanField
from core.pages.parts import Progress


class SampleForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(
        label="项目名称", help_text="写明建设地点和内容，例如：城关镇龙井村通组公路硬化工程。", max_length=100
    )
    amount = WanField(label="申请金额", help_text="以万元为单位，可精确到分。")
    starts_on = DateField(label="计划开工日期", required=False)
    kind = forms.ChoiceField(label="项目类别", choices=[("road", "基础设施"), ("industry", "产业发展")])
    seats = forms.MultipleChoiceField(
        label="会签单位",
        choices=[
            (str(n), name)
            for n, name in enumerate(("财政局", "扶贫办", "交通运输局", "水利局", "农业农村局", "林业局"))
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    paper = forms.FileField(label="附件", required=False, help_text="PDF、OFD、Word 或图片，单个不超过20兆。")
    is_public = forms.BooleanField(label="已在村内公示满规定期限", required=False)


def context(asked: QueryDict) -> dict[str, Any]:
    """Everything that the styleguide shows; `asked` lets its facets, sort links and pager work."""
    return {
        "today": clock.today(),
        "now": clock.now(),
        "soon": clock.now() + datetime.timedelta(days=1),
        "rows": _rows(),
        "order": asked.get("order", "-amount"),
        "page": Paginator(range(431), 50).get_page(asked.get("page", 3)),
        "facets": _facets(asked),
        "steps": _steps(),
        "rounds": _rounds(),
        "tabs": _tabs(),
        "terms": _terms(),
        "crumbs": (parts.Crumb("年度方案", "#"), parts.Crumb("竹山县", "#")),
        "form": SampleForm({"title": "龙井村", "amount": "12.3.4", "seats": ["1", "3"]}),
        "fresh_form": SampleForm(initial={"amount": Decimal("9314091.98")}),
        "opinion_form": OpinionForm(),
        "phrases": ("同意。", "同意上报。", "经审核，项目符合统筹资金使用范围，拟同意。"),
        "chart": _chart(),
    }


def _rows() -> list[dict[str, Any]]:
    return [
        {"title": "2026年度统筹整合财政资金使用方案", "place": "竹山县", "amount": Decimal("98123456.78"),
         "step": "部门会签", "why": "会签席位", "days": -3, "sender": "王建国"},
        {"title": "城关镇2026年度项目汇总上报（含易地扶贫搬迁后续产业配套设施与通村公路提档升级等三十一项）", "place": "城关镇",
         "amount": Decimal("9314091.98"), "step": "部门论证", "why": "岗位", "days": 0, "sender": "李秀英"},
        {"title": "龙井村村级项目申报", "place": "宝丰镇 龙井村", "amount": Decimal(350000),
         "step": "乡镇审核", "why": "受委托", "days": 6, "sender": "欧阳明远"},
    ]  # fmt: skip


def _facets(asked: QueryDict) -> tuple[parts.Facet, ...]:
    choice = parts.FacetChoice
    return (
        parts.Facet(
            "year", "年度", (choice("2026", "2026年", 31), choice("2025", "2025年", 12)), asked.get("year", "2026")
        ),
        parts.Facet("town", "乡镇", (choice("1", "城关镇", 8), choice("2", "宝丰镇", 5)), asked.get("town", "")),
        parts.Facet("step", "环节", (choice("a", "部门会签", 3), choice("b", "部门论证", 9)), asked.get("step", "")),
    )


def _steps() -> tuple[parts.Mark, ...]:
    start = clock.today() - datetime.timedelta(days=40)

    def day(after: int) -> datetime.date:
        return start + datetime.timedelta(days=after)

    seats = (
        parts.Seat("财政局", Progress.DONE), parts.Seat("扶贫办", Progress.DONE), parts.Seat("交通运输局", Progress.LATE),
        parts.Seat("水利局", Progress.NOW), parts.Seat("农业农村局", Progress.AHEAD),
    )  # fmt: skip
    return (
        parts.Mark("编制方案", Progress.DONE, day(0)),
        parts.Mark("征求意见", Progress.RETURNED, day(12), "退回1次"),
        parts.Mark("部门会签", Progress.LATE, day(30), "李秀英等3人", seats),
        parts.Mark("领导小组审议", Progress.AHEAD),
        parts.Mark("常务会议", Progress.SKIPPED),
        parts.Mark("签发", Progress.AHEAD),
        parts.Mark("备案", Progress.AHEAD),
    )


def _rounds() -> tuple[parts.Round, ...]:
    now = clock.now()

    def ago(hours: int) -> datetime.datetime:
        return now - datetime.timedelta(hours=hours)

    act = parts.Act
    return (
        parts.Round("第1轮", (act(ago(400), "王建国", "统筹办", "提交", "编制方案"),), is_open=False),
        parts.Round(
            "第2轮",
            (
                act(ago(99), "王建国", "统筹办", "提交", "编制方案", tone="success"),
                act(ago(50), "李秀英", "财政局", "同意", "部门会签", "资金来源属实，同意。", "张志强", "success"),
                act(
                    ago(26),
                    "欧阳明远",
                    "交通运输局",
                    "退回",
                    "部门会签",
                    "第3项与省厅计划重复，\n请核减。",
                    tone="danger",
                ),
            ),
        ),
    )


def _tabs() -> tuple[parts.Tab, ...]:
    names = (
        ("待办", 31),
        ("会签", 4),
        ("传阅", 0),
        ("我发起的", None),
        ("在别人手里的", 12),
        ("已办", None),
        ("草稿", 1),
    )
    return tuple(parts.Tab(name, "#", is_current=name == "待办", count=count) for name, count in names)


def _terms() -> tuple[parts.Term, ...]:
    return (
        parts.Term(_("年度"), 2026),
        parts.Term(_("金额"), Decimal("98123456.78"), "money"),
        parts.Term(_("立案时间"), clock.now(), "moment"),
        parts.Term(_("印发日期"), None, "date"),
        parts.Term(_("主办机关"), "竹山县统筹整合财政资金工作专班", url="#"),
    )


def _chart() -> parts.BarChart:
    bars = (("部门会签", 12.5), ("部门论证", 6.0), ("乡镇审核", 3.2), ("签发", 0.4))
    return parts.BarChart("各环节平均用时", "工作日", tuple(parts.Bar(name, days, f"{days:g}") for name, days in bars))
