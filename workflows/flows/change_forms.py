"""What the working group says of a single change beside its opinion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from workflows.flows.forms import Payload, StepForm


class ChangeProposalForm(StepForm):
    """Whether a change that could be decided by paper is put before the meeting nevertheless."""

    asks_for_meeting = forms.BooleanField(
        label=gettext_lazy("提请领导小组会议审议"), required=False,
        help_text=gettext_lazy("备案式变更由组长审批；情况复杂的可提请会议审议，有部门不同意的一律提请会议审议"),
    )  # fmt: skip

    def payload(self) -> Payload:
        return {"asks_for_meeting": self.cleaned_data["asks_for_meeting"]}

    @staticmethod
    def asks_meeting(data: Mapping[str, Any] | None) -> bool:
        return (data or {}).get("asks_for_meeting") is True
