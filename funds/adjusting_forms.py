"""What people type about an adjustment: why it is opened, why each row changes, and an emergency project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core import official_words
from core.pages.forms import PrintedTexts
from plans.comparing import Change
from plans.forms.fields import DayInput
from plans.models import Adjustment, EmergencyItem, ItemChange, Project
from plans.services.changes import Explained


class OpenAdjustmentForm(PrintedTexts, forms.ModelForm[Adjustment]):
    """Why the plan is adjusted, and by which document."""

    class Meta:
        model = Adjustment
        fields = ("reason", "ground")
        widgets: ClassVar[dict[str, Any]] = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar[dict[str, Any]] = {
            "ground": _("如上级新下达的指标文号、领导小组会议纪要文号，印在调整方案的通知中")
        }

    def clean_reason(self) -> str:
        return said_enough(self, "reason", official_words.mistake)

    def clean_ground(self) -> str:
        return said_enough(self, "ground", official_words.ground_mistake)


def said_enough(form: forms.BaseForm, name: str, mistake: Callable[[str, str], str]) -> str:
    """The text of a field; raises ValidationError, beside it, for one that says too little."""
    text: str = form.cleaned_data[name].strip()
    if found := mistake(str(form.fields[name].label), text):
        raise forms.ValidationError(found)
    return text


class ReasonsForm(PrintedTexts, forms.Form):
    """By change, its reason and a ground of its own; what is left empty is asked for when the draft is handed in."""

    def __init__(
        self, *args: Any, changes: Iterable[Change], said: Mapping[int, ItemChange], ground: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.projects = [change.line.project for change in changes]
        for change in changes:
            pk, kept = change.line.project, said.get(change.line.project)
            self.fields[f"reason-{pk}"] = forms.CharField(
                label=_("调整原因"), required=False, max_length=500, initial=kept.reason if kept else "",
                widget=forms.Textarea(attrs={"rows": 2, "form": "reasons"}),
            )  # fmt: skip
            self.fields[f"ground-{pk}"] = forms.CharField(
                label=_("依据文号"), required=False, max_length=200, initial=kept.ground if kept else "",
                widget=forms.TextInput(attrs={"placeholder": ground, "form": "reasons"}),
            )  # fmt: skip

    def said(self) -> dict[int, Explained]:
        """As `changes.explain` takes them: of the rows that the page sent, for those of its other pages stay as they are."""
        typed, sent = self.cleaned_data, [pk for pk in self.projects if f"reason-{pk}" in self.data]
        return {pk: Explained(typed[f"reason-{pk}"], typed[f"ground-{pk}"]) for pk in sent}


class EmergencyForm(PrintedTexts, forms.ModelForm[EmergencyItem]):
    """A project that is proposed and not in the library yet, and the meeting that let it in."""

    class Meta:
        model = EmergencyItem
        fields = ("project", "kind", "ground", "decision", "decided_on")
        widgets: ClassVar[dict[str, Any]] = {
            "ground": forms.Textarea(attrs={"rows": 3}),
            "decided_on": DayInput(),
        }

    def __init__(self, *args: Any, offered: Iterable[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = offered  # type: ignore[attr-defined]
        self.fields["project"].label_from_instance = _called  # type: ignore[attr-defined]

    def fields_said(self) -> dict[str, Any]:
        """The fields beside the project, as `changes.take_in` takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "project"}


def _called(project: Project) -> str:
    return f"{project.code} {project.name}（{project.proposer.name}，{project.state_label}）"
