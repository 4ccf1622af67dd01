"""One's own posts, and who acts for whom."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.pages.forms import Answered
from roles import services
from roles.forms import DelegationForm
from roles.models import Appointment, Delegation
from roles.views.access import actor_of

RECENT = 50


@login_required
def my_posts(request: HttpRequest) -> HttpResponse:
    """Own posts, delegations given and taken, and the form to entrust somebody."""
    actor = actor_of(request)
    form = DelegationForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.period()
        given = form.cleaned_data
        with Answered(form):
            services.delegate(
                actor=actor,
                principal=given["principal"],
                deputy=given["deputy"],
                duties=given["duties"] or None,
                starts_at=starts_at,
                ends_at=ends_at,
                reason=given["reason"],
            )
            messages.success(request, _("已委托%(name)s代为办理") % {"name": given["deputy"].name})
            return redirect("roles:my_posts")
    mine = Delegation.objects.filter(Q(principal__user=actor) | Q(deputy=actor))
    rows = mine.select_related("principal__user", "principal__post__organisation", "deputy")
    context = {
        "form": form,
        "offices": Appointment.objects.not_over(clock.today())
        .filter(user=actor)
        .select_related("post__organisation")
        .in_order(),
        "delegations": rows.prefetch_related("duties").in_order()[:RECENT],
        "now": clock.now(),
    }
    return render(request, "roles/my_posts.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation that one gave or took."""
    services.revoke(actor=actor_of(request), delegation=get_object_or_404(Delegation, pk=pk))
    messages.success(request, _("委托已撤销"))
    return redirect("roles:my_posts")
