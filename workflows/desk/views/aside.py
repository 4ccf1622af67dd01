"""Putting an item of one's own list aside until a day, and taking it up again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Invalid
from core.pages.forms import DateField
from core.templatetags.words import cn_date
from workflows.desk import snoozing
from workflows.desk.views.people import actor_of
from workflows.desk.views.task_page import at_desk


@require_POST
@login_required
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Until the day that was chosen; without one, back into the list."""
    desk = at_desk(actor_of(request), pk)
    if "back" in request.POST:
        snoozing.take_up(actor=desk.actor, work_item=pk)
        messages.success(request, _("“%(title)s”已回到待办") % {"title": desk.item.dossier.title})
        return redirect("desk:task", pk)
    until = DateField(required=False).to_python(request.POST.get("until", ""))
    if until is None:
        raise Invalid(_("请选择今天以后的日期"), field="until")
    put = snoozing.put_aside(actor=desk.actor, work_item=pk, until=until)
    told = {"title": desk.item.dossier.title, "day": cn_date(put.until)}
    messages.success(request, _("“%(title)s”已移到“稍后办理”，%(day)s回到待办；办理期限不变") % told)
    return redirect("desk:inbox")
