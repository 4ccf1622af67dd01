"""The page of a county's poor villages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Organisation
from core.pages.keys import key
from plans.models import PoorVillage
from plans.services import poor_villages as services
from plans.views.access import actor_of


@login_required
def poor_villages(request: HttpRequest, county: int) -> HttpResponse:
    """Tick the villages on the list, township by township; what was typed stays where it is refused, and goes on top of
    the list as it is now where another changed it meanwhile."""
    at = get_object_or_404(Organisation, pk=county, kind=OrganisationKind.COUNTY)
    actor = actor_of(request)
    services.require_may_list(actor, at)
    standing, document, mistake = _standing(at), "", ""
    ticked = seen = {one.village_id for one in standing}
    if request.method == "POST":
        ticked = _keys(request.POST.getlist("village"))
        seen = _keys(request.POST["seen"].split()) if "seen" in request.POST else seen
        document = request.POST.get("document", "")[:200]
        try:
            came, left = services.list_villages(actor=actor, county=at, villages=ticked, document=document, seen=seen)
        except Invalid as refusal:
            mistake = refusal.message
        except Conflict as refusal:
            mistake, standing = refusal.message, _standing(at)
            listed = {one.village_id for one in standing}
            ticked, seen = listed - (seen - ticked) | (ticked - seen), listed
        else:
            messages.success(request, _("已列入%(came)d个贫困村，移出%(left)d个") % {"came": came, "left": left})
            return redirect("plans:poor_villages", county)
    by_township: dict[str, list[tuple[Organisation, bool]]] = defaultdict(list)
    for village in Organisation.objects.of_county(at, OrganisationKind.VILLAGE).select_related("parent"):
        if village.is_active or village.pk in ticked:
            by_township[village.parent.name if village.parent else ""].append((village, village.pk in ticked))
    context = {
        "county": at, "townships": list(by_township.items()), "standing": standing, "document": document,
        "mistake": mistake, "seen": sorted(seen),
    }  # fmt: skip
    return render(request, "plans/poor_villages.html", context, status=422 if mistake else 200)


def _standing(county: Organisation) -> list[PoorVillage]:
    """The list as it is now, what one document brought together."""
    return list(PoorVillage.objects.standing(county.pk).select_related("village").order_by("document", "village__path"))


def _keys(texts: Iterable[str]) -> set[int]:
    return {pk for text in texts if (pk := key(text)) is not None}
