"""The shapes of what the pages of 征询意见 send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.models import Organisation, User
from core.pages.forms import OrganisationsField, PrintedTexts
from workflows.desk.circulation_forms import named
from workflows.desk.consultations import LONGEST, LONGEST_ANSWER


class ConsultForm(PrintedTexts, forms.Form):
    """What is asked, of whom, and the number of the page."""

    words = forms.CharField(
        label=_("征询事项"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明征询事项")},
    )  # fmt: skip
    people = forms.ModelMultipleChoiceField(
        label=_("本单位同事"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    organisations = OrganisationsField(
        label=_("机关"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("同事和机关至少选择一项；所选机关由能查阅本案卷的任何一人答复一次"),
    )
    request_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], people: QuerySet[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["organisations"].label_from_instance = named  # type: ignore[attr-defined]
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["people"].label_from_instance = lambda person: person.name  # type: ignore[attr-defined]
        if not people:
            del self.fields["people"]


class ReplyForm(PrintedTexts, forms.Form):
    """The answer in words, to which of those asked it belongs; with the other button nothing is to be said."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("答复"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请填写答复；没有意见的请按“无意见”")},
    )  # fmt: skip
    consulted = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = "has_nothing" not in self.data
