"""One's own tokens of the interface: made, shown once, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.pages.forms import Answered
from roles import services
from roles.forms import TokenForm
from roles.models import ApiToken
from roles.views.access import actor_of

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sensitive_variables("secret")
def my_tokens(request: HttpRequest) -> HttpResponse:
    """The list and the form; a token just made stands on the answer itself and on no other page."""
    actor, secret = actor_of(request), ""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            _made, secret = services.issue_token(actor=actor, **form.cleaned_data)
    context = {
        "form": TokenForm() if secret else form,
        "secret": secret,
        "tokens": ApiToken.objects.filter(user=actor).newest_first()[:SHOWN],
        "now": clock.real_now(),
    }
    response = render(request, "roles/my_tokens.html", context, status=422 if form.errors else 200)
    add_never_cache_headers(response)
    return response


@require_POST
@login_required
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token: one's own, or as security administrator that of somebody of one's place."""
    actor, token = actor_of(request), get_object_or_404(ApiToken, pk=pk)
    services.revoke_token(actor=actor, token=token)
    messages.success(request, _("接口令牌“%(name)s”已撤销") % {"name": token.name})
    return redirect("roles:my_tokens") if token.user_id == actor.pk else redirect("roles:person", token.user_id)
