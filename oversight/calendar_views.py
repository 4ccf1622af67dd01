"""The page of the working calendar: its editions, and a notice with the deadlines it moves before it is loaded."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from core.models import CalendarEdition, User
from core.pages.forms import Answered
from oversight import areas, calendars
from oversight.calendars import Proposal
from workflows.desk import steps

MOVE, LEAVE = "move", "leave"
SHOWN = 200


class NoticeForm(forms.Form):
    """A notice as text; once its effect was seen, what becomes of the deadlines."""

    source = forms.CharField(label=gettext_lazy("放假通知文号"), max_length=100)
    text = forms.CharField(
        label=gettext_lazy("假日安排"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "首行写 day,working,name；每行一天或一段（2027-02-05..2027-02-11），0 为放假，1 为调休上班"
        ),
    )
    mark = forms.CharField(required=False, widget=forms.HiddenInput)
    deadlines = forms.ChoiceField(required=False, choices=((MOVE, ""), (LEAVE, "")))


@login_required
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Seen by system administrators; a notice is proposed and loaded by those of the province."""
    actor = cast(User, request.user)
    if not areas.keeps_system(actor):
        raise Refused(_("只有系统管理员可以查看工作日历"))
    form, found = NoticeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            found = calendars.propose(actor=actor, text=form.cleaned_data["text"])
            if form.cleaned_data["mark"] and _has_chosen(form, found):
                return _load(request, actor, form)
    return render(request, "oversight/calendar.html", _context(actor, form, found), status=422 if form.errors else 200)


def _has_chosen(form: NoticeForm, found: Proposal) -> bool:
    """Whether it was said what becomes of the deadlines, where any move."""
    if found.moves and not form.cleaned_data["deadlines"]:
        form.add_error(None, _("请选择是否一并调整下列期限"))
        return False
    return True


def _load(request: HttpRequest, actor: User, form: NoticeForm) -> HttpResponse:
    told = form.cleaned_data
    edition = calendars.load(
        actor=actor, text=told["text"], source=told["source"], moves=told["deadlines"] != LEAVE, mark=told["mark"]
    )
    said = {"days": edition.days, "moved": edition.moved, "left": edition.left}
    messages.success(request, _("已载入%(days)d天；调整期限%(moved)d项，未调整%(left)d项") % said)
    return redirect("oversight:calendar")


def _context(actor: User, form: NoticeForm, found: Proposal | None) -> dict[str, object]:
    moves = found.moves[:SHOWN] if found else ()
    return {
        "form": form,
        "found": found,
        "spans": calendars.spans(found.days) if found else (),
        "moves": [(one, steps.title_of(one.item)) for one in moves],
        "hidden": len(found.moves) - len(moves) if found else 0,
        "may_keep": calendars.may_keep(actor),
        "editions": CalendarEdition.objects.select_related("loaded_by").order_by("-number"),
    }
