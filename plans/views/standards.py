"""补助标准: anyone may read a county's; its working group lays them down and ends them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation, User
from core.pages.forms import Answered, DateField, PrintedTexts
from core.templatetags.words import cn_date
from plans.models import SubsidyStandard
from plans.services import standards
from plans.views.access import actor_of


class StandardForm(PrintedTexts, forms.ModelForm[SubsidyStandard]):
    """The next standard of one kind of work; figures in yuan for one unit."""

    valid_from = DateField(label=gettext_lazy("施行日期"))

    class Meta:
        model = SubsidyStandard
        fields = (
            "category", "measure", "unit", "amount", "village", "household_kind", "approval_document", "floor",
            "floor_document", "valid_from",
        )  # fmt: skip
        error_messages: ClassVar[dict[str, Any]] = {
            name: dict.fromkeys(("max_digits", "max_whole_digits"), gettext_lazy("数额过大，请核对：此处以元为单位"))
            for name in ("amount", "floor")
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "measure": gettext_lazy("如“香菇钢架大棚”；同一内容的标准写法须一致"),
            "village": gettext_lazy("因村不同的选村；不选为全县标准"),
            "household_kind": gettext_lazy("因户不同的选户类；不选为不分户类"),
            "approval_document": gettext_lazy("批准本标准的文件字号或会议纪要"),
            "floor": gettext_lazy("上级规定了标准的填写，县标准不得低于该数"),
        }

    def __init__(self, *args: Any, county: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = Organisation.objects.under(county).filter(kind=OrganisationKind.VILLAGE, is_active=True)
        village: Any = self.fields["village"]
        village.queryset = villages.select_related("parent").order_by("path")
        village.choices = [("", _("全县")), *_by_township(village.queryset)]
        kind: Any = self.fields["household_kind"]
        kind.choices = [("", _("不分户类")), *(choice for choice in kind.choices if choice[0])]

    def _post_clean(self) -> None:
        """The service says what is wrong with the row, in words that name the other standard."""


class EndForm(PrintedTexts, forms.Form):
    """The last day of a standard, and by what document."""

    last_day = DateField(label=gettext_lazy("停用日期"))
    ground = forms.CharField(label=gettext_lazy("依据"), max_length=200)


@require_safe
@login_not_required
def counties(request: HttpRequest) -> HttpResponse:
    """The counties that have laid down standards, for everyone; and the reader's own, where he may lay them down."""
    laid = SubsidyStandard.objects.order_by().values("county")
    found = Organisation.objects.filter(pk__in=laid).order_by("path")
    own = standards.counties_of(request.user) if isinstance(request.user, User) else []
    return render(request, "plans/standards.html", {"counties": found, "own": own})


@require_safe
@login_not_required
def county(request: HttpRequest, county: int) -> HttpResponse:
    """What holds in a county today and what is to come, and every standard before, for everyone (六（四）)."""
    found = get_object_or_404(Organisation, pk=county, kind=OrganisationKind.COUNTY)
    standing, ended = standards.history(found, clock.today())
    sets = isinstance(request.user, User) and found in standards.counties_of(request.user)
    context = {"county": found, "standing": standing, "ended": ended, "sets": sets, "today": clock.today()}
    return render(request, "plans/county_standards.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def lay_down(request: HttpRequest, county: int) -> HttpResponse:
    """Lay down a standard from a day on; `?after=` fills in the one that it follows."""
    found = get_object_or_404(Organisation, pk=county, kind=OrganisationKind.COUNTY)
    actor = actor_of(request)
    standards.require_may_lay_down(actor, found)
    form = StandardForm(request.POST or None, county=found, initial=_initial(request, found))
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = standards.lay_down(actor=actor, county=found, fields=form.cleaned_data)
            messages.success(
                request,
                _("已制定“%(standard)s”，自%(day)s起施行") % {"standard": made, "day": cn_date(made.valid_from)},
            )
            for told in standards.by_other_units(made):
                messages.warning(request, told)
            return redirect("plans:county_standards", county)
    context = {"county": found, "form": form}
    return render(request, "plans/standard_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a standard hold no longer after a day."""
    found = get_object_or_404(SubsidyStandard.objects.select_related("county", "village"), pk=pk)
    actor = actor_of(request)
    standards.require_may_lay_down(actor, found.county)
    form = EndForm(request.POST or None, initial={"last_day": clock.today()})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            ended = standards.end(actor=actor, standard=pk, **form.cleaned_data)
            messages.success(request, _("“%(standard)s”已停用，记录保留") % {"standard": ended})
            return redirect("plans:county_standards", found.county_id)
    context = {"county": found.county, "standard": found, "form": form}
    return render(request, "plans/standard_form.html", context, status=422 if form.errors else 200)


def _by_township(villages: Iterable[Organisation]) -> list[tuple[str, list[tuple[int, str]]]]:
    """The villages for a list to choose from, in their order, below their townships."""
    found: dict[str, list[tuple[int, str]]] = {}
    for village in villages:
        found.setdefault(village.parent.name if village.parent else "", []).append((village.pk, village.name))
    return list(found.items())


def _initial(request: HttpRequest, county: Organisation) -> dict[str, object]:
    after = request.GET.get("after", "")
    begins = clock.today() + datetime.timedelta(days=1)
    former = SubsidyStandard.objects.filter(county=county, pk=int(after[:15])).first() if after.isdecimal() else None
    if former is None:
        return {"valid_from": begins}
    names = ("category", "measure", "unit", "amount", "village", "household_kind")
    return {**{name: getattr(former, name) for name in names}, "valid_from": begins}
