"""The page that tells whether what falls due is done: worker, duties, jobs (features: timer heartbeat)."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import firing, scheduler
from core.errors import Refused
from core.models import User
from oversight import areas


@require_safe
@never_cache
@login_required
def operations(request: HttpRequest) -> HttpResponse:
    """For those who look after the system, and for supervisors, who answer for deadlines."""
    actor = cast(User, request.user)
    if not (areas.keeps_system(actor) or areas.supervises(actor)):
        raise Refused(_("只有系统管理员和督查人员可以查看运行状况"))
    states = firing.duties()
    is_silent = firing.is_stopped()
    context = {
        "is_stopped": is_silent and not firing.is_starting(),
        "is_starting": is_silent and firing.is_starting(),
        "beaten_at": scheduler.last_beat(),
        "workers": firing.workers(),
        "queue": firing.queue(),
        "duties": states,
        "oldest": firing.oldest_unfired(states),
        "keeps_system": areas.keeps_system(actor),
    }
    return render(request, "oversight/operations.html", context)
