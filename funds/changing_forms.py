"""What people type about a single change: how the item reads, what it gives to others, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.money import wan
from core.pages.forms import PrintedTexts, WanField
from funds.changing import WORDS, Asked, Move
from funds.models import ItemFunding
from plans.forms.measures import PartsField
from plans.models import PlanItem
from plans.rules.measures import measure_misfits
from plans.services import row_reasons

ROWS = range(1, 6)
"""How many moves fit one application."""


class ChangeForm(PrintedTexts, forms.Form):
    """The item as it is to read, prefilled with what it says now, and up to five moves of its money."""

    content = forms.CharField(label=gettext_lazy("建设任务及规模"), widget=forms.Textarea(attrs={"rows": 3}))
    quantity = forms.DecimalField(label=gettext_lazy("数量"), required=False, max_digits=14, decimal_places=3)
    unit = forms.CharField(label=gettext_lazy("计量单位"), required=False, max_length=20)
    unit_standard = forms.DecimalField(
        label=gettext_lazy("补助标准（元/单位）"), required=False, max_digits=18, decimal_places=2
    )
    parts = PartsField()
    schedule = forms.CharField(label=gettext_lazy("时间进度"), max_length=200)
    platform = forms.CharField(label=gettext_lazy("使用平台"), max_length=100)
    responsible_unit = forms.CharField(label=gettext_lazy("责任单位"), max_length=100)
    is_finished = forms.BooleanField(label=gettext_lazy("本项目已完工，调出的是结余资金"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("变更原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("印在变更通知和备案函中"),
    )  # fmt: skip
    ground = forms.CharField(
        label=gettext_lazy("依据文号"), max_length=200,
        help_text=gettext_lazy("如原下达文件、竣工结算审核意见的文号；没有文号的会议纪要写明会议名称"),
    )  # fmt: skip
    answer = forms.CharField(
        label=gettext_lazy("警示事项说明"), max_length=row_reasons.LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("提交时提示有警示事项、仍须变更的，在此写明理由；没有提示的不填"),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        row: PlanItem,
        paid: Sequence[ItemFunding],
        targets: Sequence[PlanItem],
        moves: Sequence[Move] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in WORDS:
            self.fields[name].initial = getattr(row, name)
        sources = [("", "—"), *((str(one.source_id), _paying(one)) for one in paid)]
        listed = [("", "—"), *((str(one.project_id), f"{one.seq}. {one.project.name}") for one in targets)]
        given = dict(zip(ROWS, moves, strict=False))
        for n in ROWS:
            move = given.get(n)
            self.fields[f"source-{n}"] = forms.ChoiceField(
                label=gettext_lazy("资金来源"), choices=sources, required=False, initial=move.source if move else ""
            )
            self.fields[f"to-{n}"] = forms.ChoiceField(
                label=gettext_lazy("调入项目"), choices=listed, required=False, initial=move.to if move else ""
            )
            self.fields[f"amount-{n}"] = WanField(
                label=gettext_lazy("金额（万元）"), required=False, initial=move.amount if move else None
            )

    def clean(self) -> dict[str, Any]:
        """A move is whole or empty; what it lacks is said at its own box, as is what no quantity or standard can be."""
        cleaned = super().clean() or self.cleaned_data
        for field, refusal in measure_misfits(cleaned, None):
            self.add_error(field, str(refusal))
        for n in ROWS:
            boxes = [f"{name}-{n}" for name in ("source", "to", "amount")]
            filled = [box for box in boxes if cleaned.get(box)]
            for box in boxes if filled else ():
                if box not in filled and box not in self.errors:
                    self.add_error(box, _("请填写完整，或者将本行清空"))
        return cleaned

    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The moves, for the page."""
        return [(n, self[f"source-{n}"], self[f"to-{n}"], self[f"amount-{n}"]) for n in ROWS]

    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in WORDS]

    def asked(self) -> Asked:
        """As `funds.changing` takes it."""
        said = self.cleaned_data
        moves = [
            Move(source=int(said[f"source-{n}"]), to=int(said[f"to-{n}"]), amount=said[f"amount-{n}"])
            for n in ROWS
            if said[f"amount-{n}"]
        ]
        return Asked(
            words={name: said[name] for name in WORDS}, moves=moves, reason=said["reason"], ground=said["ground"],
            is_finished=said["is_finished"], answer=said["answer"],
        )  # fmt: skip


def _paying(funding: ItemFunding) -> str:
    return _("%(source)s，已安排%(amount)s万元") % {"source": funding.source, "amount": wan(funding.amount)}
