"""The section 留言 of a dossier's page."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.models import Dossier
from core.pages.forms import Answered, PrintedTexts
from roles import policies
from workflows.desk import comments
from workflows.desk.models import Comment
from workflows.desk.views.dossiers import frame
from workflows.desk.views.people import actor_of

PAGE = 50


class CommentForm(PrintedTexts, forms.Form):
    """A comment, in plain text, and the number of the page."""

    text = forms.CharField(
        label=gettext_lazy("留言"), max_length=comments.LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    request_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said of a dossier on the reader's side, the last page of it first; a POST says something."""
    actor = actor_of(request)
    found = Dossier.objects.select_related("owner", "county").filter(pk=pk).first()
    if found is None:
        raise Http404
    policies.require_read(actor, found)
    form = CommentForm(request.POST or None, initial={"request_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            comments.write(actor=actor, dossier=found, **form.cleaned_data)
            messages.success(request, _("已留言"))
            return redirect("desk:comments", pk)
    pages = Paginator(comments.read_by(actor, found), PAGE)
    page = pages.get_page(request.GET.get("page", pages.num_pages))
    context = {**frame(found, actor, "comments"), "page": page, "form": form}
    return render(request, "desk/dossier_comments.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own comment back."""
    if not Comment.objects.filter(pk=pk).exists():
        raise Http404
    withdrawn = comments.withdraw(actor=actor_of(request), comment=pk)
    messages.success(request, _("留言已撤回"))
    return redirect("desk:comments", withdrawn.dossier_id)
