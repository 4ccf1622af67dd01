"""Keeping and giving up a view of the inbox."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workflows.desk import saved_views
from workflows.desk.facets import Filter
from workflows.desk.views.people import actor_of

LONGEST = 1000
"""Of a question as an address spells it."""


@require_POST
@login_required
def save(request: HttpRequest) -> HttpResponse:
    """Keep the question that stands in the address, and come back to it."""
    asked = Filter.read(QueryDict(request.POST.get("question", "")[:LONGEST]).dict())
    actor, name = actor_of(request), request.POST.get("name", "")
    is_taken = saved_views.is_taken(actor, name)
    kept = saved_views.save(actor=actor, name=name, asked=asked)
    told = _("原有的同名常用视图“%(name)s”已替换为当前筛选") if is_taken else _("已保存常用视图“%(name)s”")
    messages.success(request, told % {"name": kept.name})
    return redirect(f"{reverse('desk:inbox')}?{kept.question}")


@require_POST
@login_required
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own view; of another's nothing is said and nothing done."""
    name = saved_views.give_up(actor=actor_of(request), view=pk)
    if name:
        messages.success(request, _("已删除常用视图“%(name)s”") % {"name": name})
    return redirect("desk:inbox")
