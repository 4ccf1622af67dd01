"""Keeping and giving up the filters of the supervisor's page, and the page on the wall."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.errors import DomainError, Invalid
from core.models import User
from oversight import filters, overdue_page, walls
from oversight.areas import supervised
from oversight.models import SavedFilter
from oversight.overdue_page import question_in
from oversight.waiting import Asked


class SaveForm(forms.Form):
    """A name, the question as the address spells it, and whether the office uses it too."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=30, required=False)
    question = forms.CharField(required=False, max_length=500)
    shared = forms.BooleanField(label=gettext_lazy("本室共用"), required=False)


@require_POST
@login_required
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filter that stands in the address and come back to it; where it is refused, with the reason and the name."""
    form = SaveForm(request.POST)
    form.full_clean()
    asked, typed = question_in(form.cleaned_data.get("question", "")), request.POST.get("name", "")
    is_shared = form.cleaned_data["shared"]
    try:
        if "name" in form.errors:
            raise Invalid("".join(str(said) for said in form.errors["name"]), field="name")
        kept = filters.save(actor=cast(User, request.user), name=typed, asked=asked, shared=is_shared)
    except DomainError as refusal:
        return overdue_page.page(request, asked, kept=overdue_page.RefusedFilter(refusal, typed, is_shared))
    messages.success(request, _("已保存常用筛选“%(name)s”") % {"name": kept.name})
    return redirect(reverse("oversight:overdue") + kept.question)


@require_POST
@login_required
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own filter."""
    found = get_object_or_404(SavedFilter, pk=pk)
    name = filters.give_up(actor=cast(User, request.user), saved=found.pk)
    messages.success(request, _("已删除常用筛选“%(name)s”") % {"name": name})
    return redirect("oversight:overdue")


@require_safe
@login_required
def wall(request: HttpRequest) -> HttpResponse:
    """The same filter on a big screen: it reads itself anew without a script, and prints on one sheet."""
    asked = Asked.read(request.GET)
    context = {
        "board": walls.board(supervised(cast(User, request.user)), asked), "asked": asked, "at": clock.now(),
        "seconds": walls.REFRESHED_SECONDS, "minutes": walls.REFRESHED_SECONDS // 60,
    }  # fmt: skip
    return render(request, "oversight/wall.html", context)
