"""Forms as the pages show them: every field of every form through forms/field.html, every form with its summary.

`FORM_RENDERER` names `PageRenderer`, so a plain `{{ form }}` already has label, hint, error and error summary.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core import money, printable
from core.errors import Conflict, Invalid
from core.models import Organisation
from core.pages.widgets import DateInput, OrganisationChecklist, WanInput

DATE_FORMATS = ("%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d")


class PageRenderer(TemplatesSetting):
    """Renders forms with the templates of the project."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class DateField(forms.DateField):
    """A day, typed or picked: 2026-03-05, 2026年3月5日, 2026/3/5."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DATE_FORMATS, **kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        return super().to_python(value.strip() if isinstance(value, str) else value)


class WanField(forms.Field):
    """An amount typed in 万元; cleaned as yuan with two decimals."""

    widget = WanInput
    default_error_messages = {
        "negative": _("金额不得为负"),
        "too_fine": _("万元后最多写6位小数（即精确到分）"),
        "noted": _("此处只写数字；括号内的说明（%(note)s）请写到说明或备注中"),
    }

    def __init__(self, *, keeps_note: bool = False, **kwargs: Any) -> None:
        """With `keeps_note` the form takes the remark behind the figure (`note`); else it is refused, never lost."""
        super().__init__(**kwargs)
        self.keeps_note = keeps_note

    @staticmethod
    def note(typed: str) -> str:
        """The remark in brackets behind a figure that was read."""
        return money.parse_amount(typed, unit="万元").note

    def prepare_value(self, value: Any) -> Any:
        return money.wan(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        typed = str(value).strip()
        if typed.startswith(("-", "－")):
            raise ValidationError(self.error_messages["negative"], code="negative")
        try:
            read = money.parse_amount(typed, unit="万元")
        except Invalid as refusal:
            raise ValidationError(refusal.message, code="invalid") from refusal
        if read.note and not self.keeps_note:
            raise ValidationError(self.error_messages["noted"], code="noted", params={"note": read.note})
        if money.decimals(typed) > 6:
            raise ValidationError(self.error_messages["too_fine"], code="too_fine")
        return read.yuan

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class OrganisationsField(forms.ModelMultipleChoiceField[Organisation]):
    """Several organisations from a checklist that can be searched by name and pinyin initials."""

    widget = OrganisationChecklist

    def label_from_instance(self, obj: Organisation) -> str:
        return obj.name


class Answered:
    """Puts what a service answers within the block into the form, at its field, so that nothing typed is lost:

        with Answered(form):
            service(...)
            return redirect(...)

    A refused right (Refused) still becomes a page of its own: no correction of the form would help.
    """

    def __init__(self, form: forms.BaseForm) -> None:
        self.form = form

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, refusal: BaseException | None, _trace: object) -> bool:
        if not isinstance(refusal, Invalid | Conflict):
            return False
        self.form.add_error(refusal.field if refusal.field in self.form.fields else None, refusal.message)
        return True


class PrintedTexts(forms.BaseForm):
    """A form whose texts are printed one day: what no page can carry is refused beside its field, the text kept.

    `unprinted` names the texts that no paper ever shows.
    """

    unprinted: frozenset[str] = frozenset()

    def full_clean(self) -> None:
        super().full_clean()
        for name, text in list(getattr(self, "cleaned_data", {}).items()):
            is_printed = name not in self.unprinted and isinstance(self.fields.get(name), forms.CharField)
            if is_printed and isinstance(text, str):
                self._refuse_unprintable(name, text)

    def _refuse_unprintable(self, name: str, text: str) -> None:
        if found := printable.mistake(text):
            self.add_error(name, found)


class OpinionForm(PrintedTexts, forms.Form):
    """The opinion box: text, stock phrases, and the press of "insert" without a script."""

    opinion = forms.CharField(
        label=_("意见"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


def with_phrase_inserted(posted: QueryDict, field: str = "opinion") -> QueryDict | None:
    """The posted data with the pressed phrase added to the text, or None when the person pressed something else."""
    if "insert_phrase" not in posted:
        return None
    changed = posted.copy()
    written, phrase = posted.get(field, "").rstrip(), str(posted.get("insert_phrase", ""))
    changed[field] = f"{written}\n{phrase}" if written and phrase else written or phrase
    return changed
