"""Pages of single changes: what one may apply for, the application, and writing one anew that came back."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import clock
from core.models import Dossier, Organisation, User
from core.pages.forms import Answered
from funds import change_warnings, changing
from funds.changing import APPLYING, Move
from funds.changing_forms import ChangeForm
from funds.models import ItemFunding
from plans.enums import VersionKind
from plans.models import PlanItem, PlanVersion
from plans.services import single_changes
from plans.views.access import actor_of, require_readable
from roles.policies import readable, scope

LISTED = 50
"""Changes on one page, the newest first."""


@login_required
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """The items that the reader may ask to change, by who applies and by plan, and the changes that he may read."""
    actor = actor_of(request)
    mine = readable(actor, Dossier.objects.all()).values("pk")
    found = PlanVersion.objects.filter(kind=VersionKind.ITEM_CHANGE, dossier__in=mine)
    listed = found.select_related("dossier", "document", "single_change__applicant", "single_change__project")
    context = {
        "offered": [_offered(applicant) for applicant in applicants_of(actor)],
        "page": Paginator(listed.order_by("-pk"), LISTED).get_page(request.GET.get("page")),
    }
    return render(request, "funds/changes.html", context)


@login_required
def apply(request: HttpRequest, item: int) -> HttpResponse:
    """Apply for a change of an item of the plan in force."""
    applicant, row = _found(actor_of(request), item)
    against = single_changes.against_opening(row.version)
    form = _form(request, applicant, row)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = changing.apply(actor=actor_of(request), applicant=applicant, asked=form.asked(), item=item)
            return _answered(request, made)
    context = {"form": form, "row": row, "applicant": applicant, "against": against}
    return render(request, "funds/change_form.html", context, status=422 if form.errors else 200)


@login_required
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an application anew that came back, and hand it in again."""
    versions = PlanVersion.objects.filter(kind=VersionKind.ITEM_CHANGE).select_related(
        "dossier", "plan__county", "single_change__applicant", "adjustment__adjusts"
    )
    version = get_object_or_404(versions, pk=pk)
    require_readable(request, version.dossier)
    applicant = version.single_change.applicant
    changing.require_applying(actor_of(request), applicant)
    changing.require_with_applicant(version)
    rows = version.adjustment.adjusts.items.select_related("project", "version__plan__county")
    row = rows.get(project=version.single_change.project_id)
    form = _form(request, applicant, row, version)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = changing.apply(actor=actor_of(request), applicant=applicant, asked=form.asked(), version=pk)
            return _answered(request, made)
    context = {"form": form, "row": row, "applicant": applicant, "version": version, "against": []}
    return render(request, "funds/change_form.html", context, status=422 if form.errors else 200)


def applicants_of(actor: User) -> list[Organisation]:
    """The townships and departments for which the actor applies."""
    found: list[Organisation] = []
    for kind, duty in APPLYING.items():
        found += scope(actor, duty, Organisation.objects.filter(kind=kind, is_active=True), "pk").order_by("path")
    return found


def _offered(applicant: Organisation) -> tuple[Organisation, list[PlanItem]]:
    """Of plans whose year is not over; what is over is changed no more."""
    rows = changing.items_of(applicant).filter(version__plan__year__gte=clock.today().year)
    return applicant, list(rows)


def _found(actor: User, item: int) -> tuple[Organisation, PlanItem]:
    """Who of the actor's applies, and the row; 404 for a row that is none of theirs."""
    for applicant in applicants_of(actor):
        row = changing.items_of(applicant).filter(pk=item).first()
        if row is not None:
            return applicant, row
    raise Http404


def _form(
    request: HttpRequest, applicant: Organisation, row: PlanItem, version: PlanVersion | None = None
) -> ChangeForm:
    """With what the item says now, or what its application said last."""
    targets = changing.items_of(applicant, in_force=row.version).exclude(pk=row.pk)
    paid = row.fundings.select_related("source").order_by("source")
    said = version.items.get(project=row.project_id) if version else row
    initial = {}
    if version:
        initial = {
            "reason": version.adjustment.reason, "ground": version.adjustment.ground,
            "is_finished": version.single_change.is_finished, "answer": change_warnings.answered(version),
        }  # fmt: skip
    moves = _moves(version) if version else ()
    return ChangeForm(
        request.POST or None, row=said, paid=list(paid), targets=list(targets), moves=moves, initial=initial
    )


def _moves(version: PlanVersion) -> Sequence[Move]:
    """What the application moves, read from what its rows get of each source more than before."""
    single, former = version.single_change, version.adjustment.adjusts_id
    changed = version.changes.exclude(project=single.project_id).values("project")
    paid = ItemFunding.objects.filter(item__project__in=changed).order_by("item__seq", "source")
    was, now = (
        {
            (one.item.project_id, one.source_id): one.amount
            for one in paid.filter(item__version=of).select_related("item")
        }
        for of in (former, version.pk)
    )
    return [
        Move(source=source, to=project, amount=amount - was.get((project, source), 0))
        for (project, source), amount in now.items()
        if amount != was.get((project, source), 0)
    ]


def _answered(request: HttpRequest, made: PlanVersion) -> HttpResponse:
    told = _("变更申请已提交，送主管部门论证；办理方式：%(path)s")
    messages.success(request, told % {"path": made.single_change.get_path_display()})
    return redirect("desk:dossier", made.dossier_id)
