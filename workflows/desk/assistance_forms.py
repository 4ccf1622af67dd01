"""The shape of what is asked by 委派 and 加签, of its answer and of its taking back; meaning is checked by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.deadlines import day_of
from core.enums import OrganisationKind
from core.models import Organisation, User
from core.pages.forms import DateField, PrintedTexts
from workflows.desk.assistance import Askable, Asking
from workflows.desk.steps import step as step_of
from workflows.engine.enums import SIGNS, Assist, Decision
from workflows.engine.models import Assistance

PERSON, UNIT = "u", "o"
"""What the value of a choice begins with: a colleague, or another organisation."""


class EntrustForm(PrintedTexts, forms.Form):
    """委派: to whom, what he is to do, and by when he is expected to answer."""

    use_required_attribute = False
    prefix = "entrust"
    receiver = forms.TypedChoiceField(
        label=_("委派给"), coerce=int, empty_value=None, error_messages={"required": _("请选择承办人")}
    )
    words = forms.CharField(
        label=_("委派事项"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明委派事项")},
    )  # fmt: skip
    until = DateField(label=_("请于何日前答复"), required=False)

    def __init__(self, *args: Any, askable: Askable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in askable.entrusted}
        self.fields["receiver"].choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            *((str(person.pk), person.name) for person in askable.entrusted),
        ]

    @property
    def chosen(self) -> User:
        return self.people[self.cleaned_data["receiver"]]


class SignForm(PrintedTexts, forms.Form):
    """加签: before or after one's own decision, of whom, what, by when; of an after-sign what is decided."""

    use_required_attribute = False
    prefix = "sign"
    kind = forms.ChoiceField(
        label=_("次序"), widget=forms.RadioSelect, initial=Assist.BEFORE,
        choices=[
            (Assist.BEFORE, _("前加签：先请对方签署意见，再由您决定")),
            (Assist.AFTER, _("后加签：您现在决定，对方同意后生效")),
        ],
    )  # fmt: skip
    of = forms.ChoiceField(label=_("请谁加签"), error_messages={"required": _("请选择加签的人员或单位")})
    words = forms.CharField(
        label=_("请其签署的事项"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明加签的事项")},
    )  # fmt: skip
    until = DateField(label=_("答复期限"), error_messages={"required": _("请填写加签的答复期限")})
    decision = forms.ChoiceField(
        label=_("您的决定（后加签）"), widget=forms.Select(attrs={"data-only-with": f"sign-kind={Assist.AFTER}"})
    )

    def __init__(self, *args: Any, askable: Askable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, User] = {f"{PERSON}{person.pk}": person for person in askable.colleagues}
        self.units: dict[str, Organisation] = {f"{UNIT}{unit.pk}": unit for unit in askable.organisations}
        groups = (
            (_("本机关人员"), [(value, person.name) for value, person in self.people.items()]),
            (_("县直部门（由负责人签署）"), self._units(OrganisationKind.DEPARTMENT)),
            (_("乡镇（由负责人签署）"), self._units(OrganisationKind.TOWNSHIP)),
            (_("本县其他机关（由负责人签署）"), self._units()),
        )
        chosen = [("", _("请选择")), *((label, choices) for label, choices in groups if choices)]
        self.fields["of"].choices = chosen  # type: ignore[attr-defined]
        step = step_of(askable.item.flow_key, askable.item.step)
        decisions = [(str(one), step.name_of(one)) for one in step.decisions]
        self.fields["decision"].choices = decisions  # type: ignore[attr-defined]
        self.fields["until"].initial = day_of(askable.item.due_at)

    def _units(self, kind: OrganisationKind | None = None) -> list[tuple[str, str]]:
        """The choices of one kind, without a kind those of neither."""
        own = (OrganisationKind.DEPARTMENT, OrganisationKind.TOWNSHIP)
        wanted = (lambda unit: unit.kind == kind) if kind else (lambda unit: unit.kind not in own)
        return [(value, unit.name) for value, unit in self.units.items() if wanted(unit)]

    @property
    def asking(self) -> Asking:
        """What was asked."""
        said, of = self.cleaned_data, self.cleaned_data["of"]
        return Asking(of=self.people.get(of), organisation=self.units.get(of), words=said["words"], until=said["until"])

    @property
    def name(self) -> str:
        """Of whoever is asked."""
        of = self.cleaned_data["of"]
        return self.people[of].name if of in self.people else self.units[of].name

    @property
    def is_after(self) -> bool:
        return bool(self.cleaned_data["kind"] == Assist.AFTER)

    @property
    def decided(self) -> Decision:
        return Decision(self.cleaned_data["decision"])


class AnswerForm(PrintedTexts, forms.Form):
    """The answer: an opinion, and of a sign a yes or a no, which is the button that was pressed."""

    use_required_attribute = False
    prefix = "answer"
    consents = forms.TypedChoiceField(
        label=_("是否同意"), choices=[("yes", _("同意")), ("no", _("不同意"))], coerce=lambda said: said == "yes",
        widget=forms.HiddenInput, error_messages={"required": _("请选择同意或不同意")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("意见"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("请填写意见，交回委派人")},
    )  # fmt: skip

    def __init__(self, *args: Any, row: Assistance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row.kind not in SIGNS:
            del self.fields["consents"]
            self.fields["text"].required = True
        else:
            self.fields["text"].help_text = _("不同意的须写明理由")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("consents") is False and not str(said.get("text", "")).strip():
            self.add_error("text", _("不同意的须写明理由"))
        return said


class RecallForm(PrintedTexts, forms.Form):
    """收回: why."""

    use_required_attribute = False
    prefix = "recall"
    reason = forms.CharField(
        label=_("收回理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明收回理由")},
    )  # fmt: skip
