"""Spreadsheets in and out: the upload, the look at what it would do, the confirmation, the template and the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core.errors import Conflict, Invalid, Stale
from core.models import Organisation
from core.pages.forms import Answered
from core.pages.parts import Tab
from plans.enums import ImportState, RowVerdict
from plans.forms.imports import ConfirmForm, UploadForm, current_year
from plans.imports import applying, preparing, report, sheets_out
from plans.imports.datasets import Dataset, context_of, register_of
from plans.imports.registry import dataset, registered
from plans.imports.rows import Context
from plans.imports.shown import shown_rows
from plans.models import PreparedImport
from plans.views.access import actor_of

PAGE = 50
RECENT = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def upload(request: HttpRequest, key: str, organisation: int) -> HttpResponse:
    """Choose a file for a register of one organisation; what came of the last ones."""
    register, at = _asked(request, key, organisation)
    year = _year(request)
    form = UploadForm(request.POST or None, request.FILES or None, asks=register.asks(at), initial={"year": year})
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with Answered(form), _of_file(file.name or ""):
            kept = preparing.receive(
                actor=actor_of(request), key=key, organisation=at, year=form.cleaned_data["year"], name=file.name or "",
                content=file.read(), asked=form.asked(),
            )  # fmt: skip
            return redirect("plans:import", kept.pk)
    recent = PreparedImport.objects.of(key, at).select_related("made_by")[:RECENT]
    list_page = register.page(Context(at, at.county or at, year))
    context = {"register": register, "at": at, "form": form, "recent": recent, "list_page": list_page, "year": year}
    return render(request, "plans/import_upload.html", context, status=422 if form.errors else 200)


@login_required
def template(request: HttpRequest, key: str, organisation: int) -> HttpResponse:
    """The register's sheet: empty, with the present rows (`?rows=1`) or with samples (`?samples=1`)."""
    register, at = _asked(request, key, organisation)
    year = _year(request)
    with_rows, with_samples = request.GET.get("rows") == "1", request.GET.get("samples") == "1"
    context = Context(at, at.county or at, year)
    content = sheets_out.template(register.bound(context), context, with_rows=with_rows, with_samples=with_samples)
    kind = _("样表") if with_samples else "" if with_rows else _("模板")
    return _file(content, f"{register.title}{kind}_{at.name}_{year}.xlsx")


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What each row would do; ticks, choices and the confirmation are posted here."""
    prepared = _mine(request, pk)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST":
        try:
            if answer := _acted(request, prepared, form):
                return answer
        except (Invalid, Conflict, Stale) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            prepared = _mine(request, pk)
    return _page(request, prepared, form)


@login_required
def import_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row with its verdict and what was said of it, as a workbook."""
    prepared = _mine(request, pk)
    return _file(report.workbook(prepared), f"{_('导入结果')}_{prepared.file_name.rpartition('.')[0]}.xlsx")


@contextmanager
def _of_file(name: str) -> Iterator[None]:
    """What is wrong with a file is said with its name, at its field."""
    try:
        yield
    except Invalid as refusal:
        told = _("“%(file)s”：%(why)s") % {"file": name, "why": refusal.message}
        raise Invalid(told, field=refusal.field or "file") from refusal


def _acted(request: HttpRequest, prepared: PreparedImport, form: ConfirmForm) -> HttpResponse | None:
    """Nothing where the form says what is wrong with the reason; what was ticked is kept then too."""
    actor, act = actor_of(request), request.POST.get("act", "")
    if act == "discard":
        applying.discard(actor=actor, prepared=prepared.pk)
        messages.success(request, _("已放弃这次导入，未写入任何内容"))
        return redirect("plans:import_upload", prepared.dataset, prepared.organisation_id)
    listed, chosen = _numbers(request, "listed"), _numbers(request, "row")
    applying.choose(actor=actor, prepared=prepared.pk, listed=listed, chosen=chosen, kept=_kept(request))
    if act in ("all", "chosen"):
        if not form.is_valid():
            return None
        reason = form.cleaned_data["reason"]
        applying.confirm(actor=actor, prepared=prepared.pk, everything=act == "all", reason=reason)
    else:
        messages.success(request, _("已保存本页的勾选"))
    query = request.GET.urlencode()
    return redirect(reverse("plans:import", args=[prepared.pk]) + (f"?{query}" if query else ""))


def _page(request: HttpRequest, prepared: PreparedImport, form: ConfirmForm) -> HttpResponse:
    context_read = context_of(prepared)
    register = register_of(prepared, context_read)
    tally = dict(prepared.rows.order_by().values_list("verdict").annotate(Count("pk")))
    shown = request.GET.get("show", "")
    rows = prepared.rows.in_order()
    if shown in RowVerdict.values:
        rows = rows.filter(verdict=shown)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counted = prepared.rows.fit().tallied()
    if tally.get(RowVerdict.CHANGED) or tally.get(RowVerdict.CONFLICT):
        form.ask()
    context: dict[str, Any] = {
        "prepared": prepared, "register": register, "form": form, "page": page, "tally": tally,
        "rows": shown_rows(register, context_read, page.object_list, prepared.state),
        "tabs": _tabs(request, shown, tally), "is_ready": prepared.state == ImportState.READY,
        "is_under_way": prepared.state in (ImportState.READING, ImportState.APPLYING),
        "list_page": register.page(context_read), **counted,
        "is_writable": bool(counted["fit"] or tally.get(RowVerdict.CONFLICT)),
    }  # fmt: skip
    return render(request, "plans/import_review.html", context, status=422 if form.errors else 200)


def _tabs(request: HttpRequest, shown: str, tally: dict[str, int]) -> Sequence[Tab]:
    everything = Tab(_("全部"), request.path, is_current=shown not in RowVerdict.values, count=sum(tally.values()))
    return (
        everything,
        *(
            Tab(str(label), f"{request.path}?show={value}", is_current=value == shown, count=tally[value])
            for value, label in RowVerdict.choices
            if value in tally
        ),
    )


def _asked(request: HttpRequest, key: str, organisation: int) -> tuple[Dataset, Organisation]:
    """The register and the organisation; 404 for what there is not, Refused for whoever may not import there."""
    if key not in registered():
        raise Http404
    at = get_object_or_404(Organisation.objects.select_related("county"), pk=organisation)
    register = dataset(key)
    preparing.require(actor_of(request), register, at)
    return register, at


def _year(request: HttpRequest) -> int:
    """`?year=`, else the year that is being prepared."""
    asked = request.GET.get("year", "")
    if asked.isdecimal() and len(asked) == 4 and 2015 <= int(asked) <= 2100:
        return int(asked)
    return current_year()


def _mine(request: HttpRequest, pk: int) -> PreparedImport:
    """An import of an organisation for which the reader may import himself."""
    imports = PreparedImport.objects.select_related("organisation__county", "county", "made_by", "applied_by")
    found = get_object_or_404(imports.defer("content"), pk=pk)
    preparing.require(actor_of(request), dataset(found.dataset), found.organisation)
    return found


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) < 16]


def _kept(request: HttpRequest) -> dict[int, dict[str, str]]:
    """The words of `keep-<row>-<field>` by row and field."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for name, word in request.POST.items():
        head, _dash, field = name.removeprefix("keep-").partition("-")
        if name.startswith("keep-") and head.isdecimal() and len(head) < 16 and isinstance(word, str):
            found[int(head)][field] = word
    return found


def _file(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
