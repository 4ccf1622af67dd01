"""The page of one's reminders: what was told about which deadline, and whether it was read."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workflows.desk import chips, reminded, steps
from workflows.desk.views.people import actor_of

PAGE = 50


@login_required
@require_http_methods(["GET", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Everybody sees his own; a POST notes all of them as read."""
    actor = actor_of(request)
    if request.method == "POST":
        reminded.note_read(actor=actor)
        messages.success(request, _("全部提醒已标为已读"))
        return redirect("desk:reminders")
    page = Paginator(reminded.copies_of(actor), PAGE).get_page(request.GET.get("page"))
    rows = []
    for copy in page:
        told, item = copy.reminder, copy.reminder.work_item
        left = reminded.left(told.made_at, told.due_at)
        said = reminded.told(told.stage, told.ahead, item.organisation.name, left=left)
        rows.append((copy, item, steps.title_of(item), said, chips.chip(item)))
    return render(request, "desk/reminders.html", {"page": page, "rows": rows})
