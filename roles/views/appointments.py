"""Appointing in two steps by two persons, and relieving."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Refused
from core.pages.forms import Answered
from roles import policies, services
from roles.duties import Duty
from roles.exclusions import exclusions
from roles.forms import AppointmentForm, DecisionForm, EndForm
from roles.models import Appointment, AppointmentRequest, Post
from roles.people import left_without
from roles.views.access import actor_of

PAGE = 50


@login_required
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The system administrator asks for an appointment to a post."""
    post = get_object_or_404(Post.objects.select_related("organisation"), pk=pk)
    actor = actor_of(request)
    policies.require_governing(actor, Duty.ADMINISTER_SYSTEM, post.organisation)
    form = AppointmentForm(request.POST or None, post=post)
    if request.method == "POST" and form.is_valid():
        asked = {name: value for name, value in form.cleaned_data.items() if name != "aware"}
        with Answered(form):
            services.request_appointment(actor=actor, user=asked.pop("username"), post=post, **asked)
            messages.success(request, _("已提交任职申请，待安全管理员确认"))
            return redirect("roles:organisation", post.organisation_id)
    context = {"form": form, "post": post}
    return render(request, "roles/appoint.html", context, status=422 if form.errors else 200)


@login_required
def requests(request: HttpRequest) -> HttpResponse:
    """Requests that wait in the places which the actor administers; refused to everyone else."""
    actor = actor_of(request)
    administered = policies.administered_by(actor)
    if administered is None:
        raise Refused(_("任职申请由系统管理员提出、安全管理员确认，您不是管理员"))
    rows = AppointmentRequest.objects.waiting().filter(post__organisation__in=administered)
    waiting = rows.select_related("user", "post__organisation", "requested_by").prefetch_related("post__duties")
    page = Paginator(waiting.in_order(), PAGE).get_page(request.GET.get("page"))
    listed = list(page)
    lines = list(zip(listed, exclusions(listed), strict=True))
    return render(request, "roles/requests.html", {"page": page, "lines": lines, "form": DecisionForm()})


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The security officer confirms a request, or declines it with a reason."""
    asked = get_object_or_404(AppointmentRequest, pk=pk)
    form = DecisionForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if "refuse" in request.POST:
        services.refuse_appointment(actor=actor_of(request), request=asked, reason=reason)
        messages.success(request, _("已退回任职申请"))
    else:
        services.confirm_appointment(actor=actor_of(request), request=asked)
        messages.success(request, _("任职已确认生效"))
    return redirect("roles:requests")


@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The security officer relieves a person."""
    appointment = get_object_or_404(Appointment.objects.select_related("user", "post__organisation"), pk=pk)
    actor = actor_of(request)
    policies.require_governing(actor, Duty.ADMINISTER_SECURITY, appointment.post.organisation)
    form = EndForm(request.POST or None, appointment=appointment)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            services.end_appointment(actor=actor, appointment=appointment, ends_on=form.cleaned_data["ends_on"])
            messages.success(request, _("已办理免职"))
            return redirect("roles:organisation", appointment.post.organisation_id)
    context = {"form": form, "appointment": appointment, "left_without": left_without(appointment)}
    return render(request, "roles/end.html", context, status=422 if form.errors else 200)
