"""The page of stock phrases: one's own and, for whoever keeps them, the county's."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.errors import DomainError, Refused
from core.pages import keys
from workflows.desk import phrases
from workflows.desk.models import Phrase
from workflows.desk.views.people import actor_of

_MARKS = (
    ("mark", True, gettext_lazy("办理时意见框中先填上“%(text)s”")),
    ("unmark", False, gettext_lazy("意见框中不再先填上“%(text)s”")),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Lists, adds, marks and deletes; a refused phrase stays in its box."""
    actor = actor_of(request)
    county, typed, error, status = phrases.county_of(actor), "", "", 200
    of_county = request.POST.get("whose") == "county"
    if request.method == "POST":
        try:
            messages.success(request, _act(request, of_county=of_county))
            return redirect("desk:phrases")
        except DomainError as refusal:
            typed, error, status = request.POST.get("text", ""), refusal.message, refusal.status
    lists = [(_("本人的"), "own", Phrase.objects.filter(owner=actor).order_by("pk"))]
    if county:
        told = _("%(county)s的，本县人员都能选用") % {"county": county.name}
        lists.append((told, "county", Phrase.objects.filter(county=county).order_by("pk")))
    context = {
        "lists": lists, "stock": phrases.STOCK, "typed": typed, "error": error, "most": phrases.MOST,
        "typed_in": "county" if of_county else "own",
    }  # fmt: skip
    return render(request, "desk/phrases.html", context, status=status)


def _act(request: HttpRequest, *, of_county: bool) -> str:
    """Add, mark or delete, and what to say of it."""
    actor = actor_of(request)
    if (dropped := keys.key(request.POST.get("drop", ""))) is not None:
        return _("已删除常用意见“%(text)s”") % {"text": phrases.drop(actor=actor, phrase=dropped)}
    for name, is_default, said in _MARKS:
        if (marked := keys.key(request.POST.get(name, ""))) is not None:
            return str(said) % {"text": phrases.mark(actor=actor, phrase=marked, is_default=is_default)}
    county = phrases.county_of(actor) if of_county else None
    if of_county and county is None:
        raise Refused(_("县常用意见由县政府办公室的签发、核稿人员维护"))
    made = phrases.add(actor=actor, text=request.POST.get("text", ""), county=county)
    return _("已增加常用意见“%(text)s”") % {"text": made.text}
