"""Pages of money: the fund table, and arranging money for an item."""

from __future__ import annotations

import datetime
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.enums import OrganisationKind, Sector
from core.errors import Invalid
from core.models import Organisation, User
from core.pages.forms import Answered
from core.pages.keys import key
from documents import previews
from funds import services
from funds.drafting import money_of
from funds.forms import CorrectionForm, FundingForm, SourceForm
from funds.models import FundSource
from funds.models.source import BY_LEVEL
from funds.reading import counties_of
from plans.drafting import plan_document
from plans.enums import VersionKind
from plans.forms.plan import TextsForm
from plans.listed import page_address
from plans.models import PlanItem, PlanVersion
from plans.services import organs, plan_versions
from roles.duties import Duty
from roles.policies import may_read, require, scope

PAGE = 50


@login_required
def sources(request: HttpRequest) -> HttpResponse:
    """The fund sources of the counties whose affairs the reader follows, by year."""
    actor = cast(User, request.user)
    found = FundSource.objects.filter(county__in=counties_of(actor)).select_related("county", "competent")
    year = request.GET.get("year", "")
    if (of := key(year)) is not None:
        found = found.filter(year=of)
    bureaus = Organisation.objects.filter(is_active=True, kind=OrganisationKind.DEPARTMENT, sector=Sector.FINANCE)
    kept = list(scope(actor, Duty.MANAGE_SOURCES, bureaus, "pk").order_by("path")[:PAGE])
    context = {
        "page": Paginator(found.order_by("-year", "county__path", BY_LEVEL, "doc_no", "pk"), PAGE).get_page(
            request.GET.get("page")
        ),
        "totals": found.aggregate(amount=Sum("amount"), integrable=Sum("integrable")),
        "year": year,
        "bureaus": kept,
        "keeps": {bureau.county_id for bureau in kept},
    }
    return render(request, "funds/sources.html", context)


@login_required
def add_source(request: HttpRequest, organisation: int) -> HttpResponse:
    """Enter one line of the fund table of the finance bureau's county."""
    bureau = get_object_or_404(Organisation.objects.select_related("county"), pk=organisation)
    actor = cast(User, request.user)
    require(actor, Duty.MANAGE_SOURCES, bureau)
    if bureau.county is None:
        raise Http404
    form = SourceForm(request.POST or None, county=bureau.county)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            source = services.add_source(
                actor=actor, county=bureau.county, year=form.cleaned_data["year"], fields=form.values()
            )
            messages.success(request, _("已登记资金来源“%(source)s”") % {"source": source})
            return redirect("funds:sources")
    context = {"form": form, "bureau": bureau}
    return render(request, "funds/source_form.html", context, status=422 if form.errors else 200)


@login_required
def correct_source(request: HttpRequest, source: int) -> HttpResponse:
    """Mend one line of the fund table, with the reason."""
    found = get_object_or_404(FundSource.objects.select_related("county"), pk=source)
    bureau = organs.bureau(found.county, Sector.FINANCE)
    actor = cast(User, request.user)
    require(actor, Duty.MANAGE_SOURCES, bureau)
    form = CorrectionForm(request.POST or None, instance=found, county=found.county)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            mended = services.correct_source(
                actor=actor, source=source, fields=form.values(), reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("已更正资金来源“%(source)s”") % {"source": mended})
            return redirect("funds:sources")
    context = {"form": form, "bureau": bureau, "is_correction": True}
    return render(request, "funds/source_form.html", context, status=422 if form.errors else 200)


@login_required
def arrange(request: HttpRequest, item: int) -> HttpResponse:
    """What each source pays for one item, beside what it has left."""
    items = PlanItem.objects.select_related("project", "version__plan__county", "version__dossier__owner")
    found = get_object_or_404(items, pk=item)
    actor = cast(User, request.user)
    if not may_read(actor, found.version.dossier_id):
        raise Http404
    require(actor, Duty.COMPILE_PLAN, found.version.dossier.owner)
    plan = found.version.plan
    listed = list(FundSource.objects.of(plan.county, plan.year).with_used(found.version_id))
    form = FundingForm(request.POST or None, item=found, sources=listed)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            funded = services.arrange(actor=actor, item=item, amounts=form.amounts())
            messages.success(request, _("已为“%(name)s”安排资金") % {"name": funded.project})
            return redirect(page_address(found.version_id, found.seq))
    context = {"item": found, "form": form}
    return render(request, "funds/arrange.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def put_back(request: HttpRequest, item: int) -> HttpResponse:
    """Take an item out of a draft, and its money with it."""
    version = get_object_or_404(PlanItem.objects.select_related("version"), pk=item).version
    services.put_back(actor=cast(User, request.user), item=item)
    is_adjustment = version.kind == VersionKind.ADJUSTMENT
    told = _("项目已移出调整方案，原方案仍执行的，在新方案印发时退回项目库") if is_adjustment else _("项目已退回项目库")
    messages.success(request, told)
    return redirect("plans:plan", version.pk)


@login_required
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's document (D15) as it would look with what stands in the editor; nothing is saved."""
    version = get_object_or_404(PlanVersion.objects.select_related("plan__county", "dossier__owner"), pk=pk)
    require(cast(User, request.user), Duty.COMPILE_PLAN, version.dossier.owner)
    form = TextsForm(request.POST, instance=version)
    if not form.is_valid():
        raise Invalid(_("请先填写标题和各章内容，再看预览"))
    paper = plan_document(version, money_of(version))
    context = {"pictures": previews.pictures(paper, issuer_name=version.plan.county.official_name)}
    return render(request, "documents/preview.html", context)


@login_required
@require_POST
def consultation_preview(request: HttpRequest, dossier: int) -> HttpResponse:
    """The letter to the departments (D10) with the day that stands in the drafter's form, the draft behind it."""
    versions = PlanVersion.objects.select_related("plan__county", "dossier__owner", "dossier__county")
    version = get_object_or_404(versions, dossier=dossier)
    actor = cast(User, request.user)
    require(actor, Duty.COMPILE_PLAN, version.dossier.owner)
    try:
        reply_by = datetime.date.fromisoformat(request.POST.get("reply_by", ""))
    except ValueError as error:
        raise Invalid(_("请先填写回复日期，再看预览")) from error
    paper = plan_versions.consultation_draft(version=version, drafter=actor, reply_by=reply_by, money=money_of(version))
    issuer = paper.content()["fields"]["issuer"]
    return render(request, "documents/preview.html", {"pictures": previews.pictures(paper, issuer_name=issuer)})
