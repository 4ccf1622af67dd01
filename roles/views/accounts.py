"""Accounts: made at an organisation, shown with their offices, deactivated."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.errors import Refused
from core.models import Organisation, User
from core.pages.forms import Answered
from core.pages.keys import key
from roles import policies, services
from roles.duties import Duty
from roles.forms import AccountForm
from roles.models import ApiToken, Appointment
from roles.services.tokens import may_revoke_of
from roles.views.access import actor_of


@login_required
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """The system administrator makes an account for someone who will work there."""
    organisation = get_object_or_404(Organisation, pk=pk)
    actor = actor_of(request)
    policies.require_governing(actor, Duty.ADMINISTER_SYSTEM, organisation)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = services.create_account(actor=actor, at=organisation, **form.cleaned_data)
            messages.success(request, _("已建立账号“%(username)s”，任职确认后方可办事") % {"username": made.username})
            return redirect("roles:organisation", organisation.pk)
    context = {"form": form, "organisation": organisation}
    return render(request, "roles/account_form.html", context, status=422 if form.errors else 200)


@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's offices, past and present: for the person and for the administrators of the place."""
    user = get_object_or_404(User, pk=pk)
    offices = Appointment.objects.filter(user=user).select_related("post__organisation").order_by("-starts_on", "-pk")
    actor, held = actor_of(request), list(offices)
    administered = policies.administered_by(actor)
    place = None
    if administered is not None:
        at = [office.post.organisation_id for office in held]
        place = administered.filter(pk__in=at).order_by("path").first()
    if actor.pk != user.pk and place is None:
        raise Refused(_("您无权查看该人员的任职情况"))
    context = {"person": user, "offices": held, "place": place, "today": clock.today()}
    return render(request, "roles/person.html", context | _tokens(actor, user, held))


def _tokens(actor: User, person: User, offices: list[Appointment]) -> dict[str, object]:
    """What the security administrator sees of a person's usable tokens, to revoke them; the owner has a page of his."""
    moment = clock.real_now()
    if actor.pk == person.pk or not may_revoke_of(actor, [office.post.organisation for office in offices]):
        return {}
    return {"tokens": ApiToken.objects.filter(user=person).usable(moment).newest_first(), "now": moment}


@login_required
@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """The system administrator stops an account; `at` is one of his organisations."""
    user = get_object_or_404(User, pk=pk)
    at = request.POST.get("at", "")
    organisation = get_object_or_404(Organisation, pk=key(at))
    services.deactivate_account(actor=actor_of(request), at=organisation, user=user)
    messages.success(request, _("已停用账号“%(username)s”，在办事项已交回") % {"username": user.username})
    return redirect("roles:organisation", organisation.pk)
