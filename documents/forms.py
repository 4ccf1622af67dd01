"""How the register of documents is searched."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.models import Dossier, Organisation
from core.pages.forms import PrintedTexts
from documents.models import DocumentCode
from documents.models.issued import IssuedDocumentQuerySet
from documents.models.registers import IncomingDocumentQuerySet


class RegisterSearch(forms.Form):
    """文号, 标题 or 发文机关 in part, and a year."""

    words = forms.CharField(label=_("文号、标题或发文机关"), required=False, max_length=100)
    year = forms.IntegerField(label=_("年份"), required=False, min_value=2000, max_value=2100)

    def narrowed(self, documents: IssuedDocumentQuerySet) -> IssuedDocumentQuerySet:
        """The documents that match; all of them where nothing valid was asked."""
        if not self.is_valid():
            return documents
        words, year = self.cleaned_data["words"].strip(), self.cleaned_data["year"]
        if words:
            found = Q(number__icontains=words) | Q(title__icontains=words) | Q(issuer_name__icontains=words)
            documents = documents.filter(found)
        return documents.filter(document_date__year=year) if year else documents


class IncomingSearch(forms.Form):
    """An agency, a year, whether it still waits, and words of number, title or sender."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("收文机关"), required=False)
    words = forms.CharField(label=_("文号、标题或发文机关"), required=False, max_length=100)
    year = forms.IntegerField(label=_("年份"), required=False, min_value=2000, max_value=2100)
    waiting = forms.BooleanField(label=_("只看待签收"), required=False)

    def __init__(self, *args: object, organisations: QuerySet[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def narrowed(self, incoming: IncomingDocumentQuerySet) -> IncomingDocumentQuerySet:
        """The rows that match; all of them where nothing valid was asked."""
        if not self.is_valid():
            return incoming
        asked = self.cleaned_data
        if asked["organisation"]:
            incoming = incoming.filter(organisation=asked["organisation"])
        if words := asked["words"].strip():
            named = Q(document__number__icontains=words) | Q(document__issuer_name__icontains=words)
            outside = Q(number__icontains=words) | Q(sender__icontains=words) | Q(title__icontains=words)
            incoming = incoming.filter(named | Q(document__title__icontains=words) | outside)
        if asked["year"]:
            incoming = incoming.filter(Q(year=asked["year"]) | Q(year__isnull=True, sent_at__year=asked["year"]))
        return incoming.awaiting() if asked["waiting"] else incoming


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"


class PrintBook(forms.Form):
    """Whose register, from which day to which."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("登记单位"))
    starts_on = forms.DateField(label=_("起始日期"), widget=DayInput(format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("截止日期"), widget=DayInput(format="%Y-%m-%d"))

    def __init__(self, *args: object, organisations: QuerySet[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class Reserve(PrintedTexts, forms.Form):
    """Under which code, what for, and which dossier's next document under the code gets it."""

    code = forms.ModelChoiceField(DocumentCode.objects.none(), label=_("机关代字"))
    purpose = forms.CharField(label=_("预留事由"), max_length=200)
    dossier = forms.ModelChoiceField(
        Dossier.objects.none(),
        label=_("用于案卷"),
        required=False,
        empty_label=_("系统外公文"),
        help_text=_("选定案卷的，该案卷下一份用此代字的公文取用预留的文号"),
    )

    def __init__(
        self, *args: object, codes: QuerySet[DocumentCode], dossiers: QuerySet[Dossier], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"].queryset = codes  # type: ignore[attr-defined]
        self.fields["dossier"].queryset = dossiers  # type: ignore[attr-defined]


class Reason(PrintedTexts, forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=_("原因"), max_length=300)


class VoidDecision(forms.Form):
    """Consent or refusal with an opinion."""

    consents = forms.TypedChoiceField(
        label=_("审批结论"),
        choices=(("yes", _("同意作废")), ("no", _("不同意"))),
        coerce=lambda chosen: chosen == "yes",
    )
    opinion = forms.CharField(label=_("审批意见"), max_length=300, required=False)
