"""The page of a county's poor villages."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.enums import OrganisationKind
from core.errors import Invalid
from core.models import Organisation
from core.pages.keys import key
from plans.models import PoorVillage
from plans.services import poor_villages as services
from plans.views.access import actor_of


@login_required
def poor_villages(request: HttpRequest, county: int) -> HttpResponse:
    """Tick the villages on the list, township by township; what was typed stays where it is refused."""
    at = get_object_or_404(Organisation, pk=county, kind=OrganisationKind.COUNTY)
    actor = actor_of(request)
    services.require_may_list(actor, at)
    standing = list(PoorVillage.objects.standing(at.pk).select_related("village"))
    ticked, document, mistake = {one.village_id for one in standing}, "", ""
    if request.method == "POST":
        ticked = {pk for text in request.POST.getlist("village") if (pk := key(text)) is not None}
        document = request.POST.get("document", "")[:200]
        try:
            came, left = services.list_villages(actor=actor, county=at, villages=ticked, document=document)
        except Invalid as refusal:
            mistake = refusal.message
        else:
            messages.success(request, _("已列入%(came)d个贫困村，移出%(left)d个") % {"came": came, "left": left})
            return redirect("plans:poor_villages", county)
    by_township: dict[str, list[tuple[Organisation, bool]]] = defaultdict(list)
    for village in Organisation.objects.of_county(at, OrganisationKind.VILLAGE).select_related("parent"):
        if village.is_active or village.pk in ticked:
            by_township[village.parent.name if village.parent else ""].append((village, village.pk in ticked))
    context = {
        "county": at, "townships": list(by_township.items()), "standing": standing, "document": document,
        "mistake": mistake,
    }  # fmt: skip
    return render(request, "plans/poor_villages.html", context, status=422 if mistake else 200)
