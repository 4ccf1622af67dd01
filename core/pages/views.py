"""The pages that belong to no job: log-in, password, language, help, source, styleguide, errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.pages import demo, guides, manual, samples, source
from core.pages.accounts import LogInForm, NewPasswordForm
from core.pages.refusals import typed_texts


@method_decorator(login_not_required, name="dispatch")
class LogIn(LoginView):
    """The log-in page; where the person wanted to go survives it."""

    template_name = "registration/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first, further = demo.demo_groups()
        return super().get_context_data(demo_groups=first, further_groups=further, **kwargs)


class LogOut(LogoutView):
    """Ends the session, by POST only, and says so."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        messages.success(request, _("您已安全退出。"))
        return response


class ChangePassword(PasswordChangeView):
    """A new password; the first one that was handed out ends here."""

    template_name = "registration/password_change.html"
    form_class = NewPasswordForm
    success_url = settings.LOGIN_REDIRECT_URL

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, _("密码已修改。"))
        return response


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language in a cookie and go back to the page."""
    language, address = request.POST.get("language", ""), request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(address if is_ours else "/")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Guides, keys, marks and terms on one page."""
    told = {"keys": manual.keys(), "words": manual.words(), "guides": guides.GUIDES}
    return render(request, "pages/help.html", told)


@login_not_required
@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """What one role does, step by step."""
    found = guides.find(slug)
    if found is None:
        raise Http404
    told = {"guide": found, "guides": guides.GUIDES, "html": guides.page(found.file)}
    return render(request, "pages/guide.html", told)


@login_not_required
@require_safe
def source_offer(request: HttpRequest) -> HttpResponse:
    """Where the source of this very build is to be had (AGPL-3.0 section 13)."""
    return redirect(settings.SOURCE_URL) if settings.SOURCE_URL else render(request, "pages/source.html")


@login_not_required
@require_safe
def source_archive(request: HttpRequest) -> HttpResponse:
    """The archive itself."""
    told = {"Content-Disposition": 'attachment; filename="tongchou.tar.gz"'}
    return HttpResponse(source.archive(), content_type="application/gzip", headers=told)


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component once, in demonstration mode only."""
    if not settings.DEMO:
        raise Http404
    return render(request, "pages/styleguide.html", samples.context(request.GET))


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that stood open too long or came from elsewhere; what was typed is shown back."""
    return render(request, "pages/csrf_failure.html", {"typed": typed_texts(request.POST)}, status=403)
