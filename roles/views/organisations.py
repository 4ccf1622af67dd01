"""The tree of organisations, and one organisation with its posts and their holders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.errors import Invalid
from core.models import Organisation
from core.pages.keys import key
from core.pages.parts import Crumb
from roles import services
from roles.duties import Duty
from roles.models import Appointment, Post
from roles.views.access import actor_of, administers

PAGE = 50
TELEPHONES = ("phone", "supervision_phone")
ABOVE = "parent__parent__parent__parent"


@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """What lies below one organisation (`?at=`, else the province), or what a name or pinyin finds (`?q=`)."""
    words = request.GET.get("q", "").strip()
    place = None if words else _place(request.GET.get("at", ""))
    if words:
        found = Organisation.objects.filter(Q(name__icontains=words) | Q(pinyin__istartswith=words))
    else:
        found = Organisation.objects.filter(parent=place)
    paginator = Paginator(_with_heads(found), PAGE)
    if place is not None:
        paginator.count = place.below  # type: ignore[attr-defined]
    page = paginator.get_page(request.GET.get("page"))
    context = {"page": page, "place": place, "q": words, "crumbs": tuple(_crumbs(place)) if place else ()}
    return render(request, "roles/organisations.html", context)


@login_required
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: its dated names, its posts with duties, and who holds them."""
    return _shown(request, pk)


@login_required
@require_POST
def set_telephone(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers that letters and notices print; a refusal stands beside the box, which keeps what was typed."""
    found = get_object_or_404(Organisation, pk=pk)
    typed = {field: request.POST.get(field, getattr(found, field)) for field in TELEPHONES}
    try:
        services.set_telephones(
            actor=actor_of(request), organisation=found, phone=typed["phone"],
            supervision_phone=typed["supervision_phone"],
        )  # fmt: skip
    except Invalid as refusal:
        return _shown(request, pk, typed=typed, mistake=refusal)
    messages.success(request, _("电话已保存，此后发出的公文和公示公告印此号码"))
    return redirect("roles:organisation", found.pk)


def _shown(
    request: HttpRequest, pk: int, *, typed: dict[str, str] | None = None, mistake: Invalid | None = None
) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.select_related(ABOVE), pk=pk)
    offices = Appointment.objects.not_over(clock.today()).select_related("user").order_by("starts_on", "pk")
    posts = (
        Post.objects.filter(organisation=found)
        .annotate(duty_names=ArrayAgg("duties__duty", filter=Q(duties__isnull=False), default=[]))
        .prefetch_related(Prefetch("appointments", offices, to_attr="offices"))
        .order_by("position", "pk")
    )
    context: dict[str, Any] = {
        "organisation": found,
        "posts": [(post, [Duty(duty).label for duty in sorted(post.duty_names)]) for post in posts],
        "names": found.names.order_by("-valid_from"),
        "crumbs": (*_crumbs(found.parent), *([_crumb(found.parent)] if found.parent else [])),
        "today": clock.today(),
        "typed": typed or {field: getattr(found, field) for field in TELEPHONES},
        "mistake": mistake.message if mistake else "",
        "mistaken": mistake.field if mistake else "",
        **administers(request, found),
    }
    return render(request, "roles/organisation.html", context, status=Invalid.status if mistake else 200)


@login_required
@require_POST
def make_posts(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the standard posts that the organisation lacks."""
    found = get_object_or_404(Organisation, pk=pk)
    posts = services.staff(found, actor=actor_of(request))
    messages.success(request, _("已按标准设置岗位，共%(count)d个") % {"count": len(posts)})
    return redirect("roles:organisation", found.pk)


def _place(asked: str) -> Organisation | None:
    """The organisation asked for, or the province; None while there is none."""
    rows = Organisation.objects.select_related(ABOVE).annotate(below=Count("children"))
    if not asked:
        return rows.filter(parent=None).order_by("path").first()
    return get_object_or_404(rows, pk=key(asked))


def _with_heads(found: QuerySet[Organisation]) -> QuerySet[Organisation]:
    heads = Appointment.objects.in_force(clock.today()).filter(post__organisation=OuterRef("pk"), post__is_head=True)
    children = (
        Organisation.objects.filter(parent=OuterRef("pk")).order_by().values("parent").annotate(number=Count("pk"))
    )
    return (
        found.select_related("parent__parent")
        .annotate(
            head=Subquery(heads.order_by("acting", "pk").values("user__name")[:1]),
            below=Subquery(children.values("number")),
        )
        .order_by("path")
    )


def _crumbs(organisation: Organisation | None) -> Iterator[Crumb]:
    """The organisations above, from the top."""
    if organisation is None or organisation.parent is None:
        return
    yield from _crumbs(organisation.parent)
    yield _crumb(organisation.parent)


def _crumb(organisation: Organisation) -> Crumb:
    return Crumb(organisation.name, f"{reverse('roles:organisations')}?at={organisation.pk}")
