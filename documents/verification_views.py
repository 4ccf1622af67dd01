"""The public page behind a document's code: no log-in, nothing personal, nothing stored."""

from __future__ import annotations

import datetime

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from core import throttle
from documents import codes, digesting, verification

QUESTIONS_AN_HOUR, FILES_AN_HOUR = 120, 20
"""From one address."""


class CodeQuestion(forms.Form):
    """A code, typed from paper."""

    code = forms.CharField(label=gettext_lazy("验证码"), max_length=40)


class FileQuestion(forms.Form):
    """A file to compare; its digest is all that arrives."""

    file = forms.FileField(label=gettext_lazy("PDF文件"))

    def digest(self) -> str:
        return str(self.cleaned_data["file"].read().decode())


@login_not_required
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in."""
    question = CodeQuestion(request.GET or None)
    if question.is_valid():
        return redirect("documents:verify", codes.typed(question.cleaned_data["code"])[:20] or "0")
    return render(request, "documents/verify_ask.html", {"question": question})


@csrf_exempt  # for as long as it takes to say how files are read; `_verify` is protected
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of the document under a code; a posted file is compared with it by its hash."""
    _admit("document.verified", request, QUESTIONS_AN_HOUR)
    if request.method == "POST":
        _admit("document.compared", request, FILES_AN_HOUR)
        request.upload_handlers = [digesting.Digesting(request)]
    try:
        return _verify(request, code)
    except RequestDataTooBig:
        page = {
            "question": CodeQuestion({"code": code}),
            "is_too_large": True,
            "largest": digesting.LARGEST // 1024 // 1024,
        }
        return render(request, "documents/verify_ask.html", page, status=413)


@csrf_protect
def _verify(request: HttpRequest, code: str) -> HttpResponse:
    answer = verification.answer(code)
    if answer is None:
        page = {"question": CodeQuestion({"code": code}), "unknown": code}
        return render(request, "documents/verify_ask.html", page, status=404)
    form = FileQuestion(request.POST or None, request.FILES or None)
    asked = request.method == "POST"
    digest = form.digest() if asked and form.is_valid() else ""
    context = {
        "answer": answer,
        "form": form,
        "digest": digest,
        "is_same": bool(digest) and digest == answer.file_sha256,
    }
    return render(request, "documents/verify.html", context, status=422 if asked and not digest else 200)


def _admit(scope: str, request: HttpRequest, limit: int) -> None:
    throttle.admit(scope, request.META.get("REMOTE_ADDR", ""), limit=limit, window=datetime.timedelta(hours=1))
