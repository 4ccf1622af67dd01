"""The shapes of what the pages of 传阅 send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.enums import OrganisationKind
from core.models import Organisation, User
from core.pages.forms import OrganisationsField, PrintedTexts
from documents.models import IssuedDocument


class CirculateForm(PrintedTexts, forms.Form):
    """What is sent, to whom, a word with it, and the number of the page."""

    document = forms.ModelChoiceField(
        label=_("传阅内容"), queryset=IssuedDocument.objects.none(), required=False, empty_label=_("整个案卷")
    )
    people = forms.ModelMultipleChoiceField(
        label=_("本单位同事"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    organisations = OrganisationsField(
        label=_("其他机关"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("同事和机关至少选择一项；所选机关能查阅本案卷的人员各收到一份"),
    )
    words = forms.CharField(label=_("附言"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    request_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        documents: QuerySet[IssuedDocument],
        organisations: QuerySet[Organisation],
        people: QuerySet[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, QuerySet[Any]] = {
            "document": documents, "organisations": organisations, "people": people,
        }  # fmt: skip
        for name, queryset in offered.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        self.fields["organisations"].label_from_instance = named  # type: ignore[attr-defined]
        self.fields["people"].label_from_instance = lambda person: person.name  # type: ignore[attr-defined]
        if not people:
            del self.fields["people"]


def named(organisation: Organisation) -> str:
    """A village with its township before it: two townships may have villages of one name."""
    if organisation.kind == OrganisationKind.VILLAGE and organisation.parent:
        return f"{organisation.parent.name}{organisation.name}"
    return organisation.name


class ReadForm(PrintedTexts, forms.Form):
    """已阅, and a word if one likes."""

    said = forms.CharField(
        label=_("阅知意见"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
