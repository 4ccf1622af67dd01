"""What people type about money that moves; in 万元."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.pages.forms import DateField, PrintedTexts, WanField
from funds.enums import MovementAct
from funds.models import FundSource
from funds.movements import Basis

SCOPE = (MovementAct.INTEGRATE_MORE, MovementAct.INTEGRATE_LESS)


class BasisForm(PrintedTexts, forms.Form):
    """By which document, and why."""

    doc_no = forms.CharField(label=_("依据文号"), max_length=60)
    dated = DateField(label=_("文件日期"))
    reason = forms.CharField(label=_("事由"), max_length=200, required=False)
    knows = forms.BooleanField(
        label=_("已知悉：在办方案的安排多于变动后的可整合金额"), required=False,
        help_text=_("仅在系统提示在办方案安排超出时勾选；方案印发前须减少安排"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dated"].initial = clock.today()

    def basis(self) -> Basis:
        """As `funds.movements` takes it."""
        said = self.cleaned_data
        return Basis(
            doc_no=said["doc_no"], dated=said["dated"], reason=said["reason"],
            rest_because=said.get("rest_because", ""), into_because=said.get("into_because", ""), knows=said["knows"],
        )  # fmt: skip


class MovementForm(BasisForm):
    """One movement of a source, as `funds.movements.enter` takes it. What most kinds need is labelled as needed and asked
    of the kind that was chosen, which the browser does not know beforehand."""

    use_required_attribute = False

    act = forms.ChoiceField(label=_("变动种类"), choices=MovementAct.choices)
    to = forms.ModelChoiceField(
        label=_("调入的资金来源"), queryset=FundSource.objects.none(), required=False, help_text=_("只在调剂时选择")
    )
    amount = WanField(
        label=_("变动金额（万元）"), help_text=_("只调整纳入整合金额的不填；收回、结转也写正数"),
        error_messages={"required": _("请填写变动金额")},
    )  # fmt: skip
    integrated = WanField(
        label=_("其中纳入整合（万元）"), required=False, help_text=_("不填的，按变动金额全部计入；不在整合范围内的写0")
    )
    rest_because = forms.CharField(
        label=_("变动后未整合原因"),
        max_length=200,
        required=False,
        help_text=_("变动后仍有未整合金额的须有原因；不填的沿用原登记"),
    )
    into_because = forms.CharField(
        label=_("转入后未整合原因"),
        max_length=200,
        required=False,
        help_text=_("只在调剂、结转、失效时填写：转入的一方仍有未整合金额的原因；不填的沿用原登记"),
    )
    field_order = (
        "act", "to", "amount", "integrated", "rest_because", "into_because", "doc_no", "dated", "reason", "knows",
    )  # fmt: skip

    def __init__(self, *args: Any, source: FundSource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = FundSource.objects.of(source.county, source.year).exclude(pk=source.pk)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]
        act = self.data.get("act")
        self.fields["amount"].required = act not in SCOPE
        self.fields["reason"].required = act != MovementAct.ADD
        self.fields["reason"].help_text = _("追加的可以不填")
        self.fields["reason"].error_messages["required"] = _("请写明事由")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        act = said.get("act")
        if act in SCOPE:
            said["amount"] = Decimal(0)
            if said.get("integrated") is None and "integrated" not in self.errors:
                self.add_error("integrated", _("请填写纳入整合金额的增减数"))
        if said.get("integrated") is None:
            said["integrated"] = said.get("amount")
        return said

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "act": MovementAct(said["act"]), "amount": said["amount"], "integrated": said["integrated"],
            "to": said["to"].pk if said["to"] else None, "basis": self.basis(),
        }  # fmt: skip


class ReversalForm(BasisForm):
    """A counter-entry, and why."""

    field_order = ("doc_no", "dated", "reason", "knows")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
