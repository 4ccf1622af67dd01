"""Changing a line of the negative list: the province's page."""

from __future__ import annotations

import datetime
import re

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrOrPromise

from core import clock
from core.errors import Refused
from core.pages.forms import Answered, DateField, PrintedTexts
from core.templatetags.words import cn_date
from plans.enums import Severity
from plans.services import negative_lines
from plans.views.access import actor_of
from workflows.engine.services.limit_setting import may_set_bounds

_BETWEEN = re.compile(r"[、，,;；\s]+")


class WordsField(forms.CharField):
    """Words with marks or lines between them."""

    def __init__(self, *, label: StrOrPromise, required: bool) -> None:
        super().__init__(
            label=label, required=required, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
            help_text=gettext_lazy("用顿号或换行分开"),
        )  # fmt: skip

    def clean(self, value: str) -> list[str]:
        return [word for word in _BETWEEN.split(super().clean(value)) if word]


class LineForm(PrintedTexts, forms.Form):
    """The next text of a line."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    keywords = WordsField(label=gettext_lazy("查找的词"), required=True)
    exclude_words = WordsField(label=gettext_lazy("不计的词"), required=False)
    severity = forms.TypedChoiceField(label=gettext_lazy("后果"), choices=Severity.choices, coerce=Severity)
    clause = forms.CharField(label=gettext_lazy("依据"), max_length=100)
    starts_on = DateField(label=gettext_lazy("施行日期"))


@login_required
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, code: str) -> HttpResponse:
    """Lay down its text from a day on; the one in force ends the day before."""
    actor = actor_of(request)
    if not negative_lines.is_changeable(code):
        raise Http404
    if not may_set_bounds(actor):
        raise Refused(_("只有省级系统管理员可以更改负面清单"))
    texts = negative_lines.texts_of(code)
    initial: dict[str, object] = {"starts_on": clock.today() + datetime.timedelta(days=1)}
    if texts:
        last = texts[0]
        initial |= {
            "name": last.name, "severity": last.severity, "clause": last.clause,
            "keywords": "、".join(last.keywords), "exclude_words": "、".join(last.exclude_words),
        }  # fmt: skip
    form = LineForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = negative_lines.change_line(actor=actor, code=code, **form.cleaned_data)
            messages.success(
                request, _("已设定，自%(day)s起施行；此前的合规结论不变") % {"day": cn_date(made.valid_from)}
            )
            return redirect("plans:rules")
    return render(
        request, "plans/negative_line.html", {"code": code, "form": form, "texts": texts},
        status=422 if form.errors else 200,
    )  # fmt: skip
