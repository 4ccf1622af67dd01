"""The pages of bulletins: the list, drafting one of each kind, and one with its acts and its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.enums import OrganisationKind
from core.errors import Refused
from core.models import Organisation, User
from core.pages.forms import Answered
from documents import previews
from oversight.areas import within
from oversight.bulletin_forms import MONTHS, REQUIREMENTS, ActForm, DraftForm, SpendingForm, SupervisionForm
from oversight.bulletins import acts, drafting, resting
from oversight.bulletins import blank as blanks
from oversight.bulletins.acts import DRAFTER, Told
from oversight.counting import first_of
from oversight.exports import CONTENT_TYPES, XLSX
from oversight.models import Bulletin, BulletinKind, BulletinState
from roles.duties import Duty
from roles.holdings import holdings
from roles.reach import PLACES

PAGE = 50
CONCERNED = frozenset({*DRAFTER.values(), *acts.AT_THE_OFFICE.values(), Duty.AUDIT})
"""Whose business a bulletin is before it is issued; once issued it lies in the register."""
FORMS: dict[BulletinKind, type[DraftForm]] = {
    BulletinKind.SUPERVISION: SupervisionForm, BulletinKind.SPENDING: SpendingForm,
}  # fmt: skip
ACTS: Mapping[str, tuple[Callable[..., Bulletin], Any]] = {
    BulletinState.SUBMITTED: (acts.check, gettext_lazy("核稿通过，送办公室主任签发")),
    BulletinState.CHECKED: (acts.sign, gettext_lazy("签发，送机要文书编号")),
    BulletinState.SIGNED: (acts.issue, gettext_lazy("编号并印发")),
}
"""The act that takes a bulletin on from its state, and what its button says."""


@require_safe
@login_required
def bulletins(request: HttpRequest) -> HttpResponse:
    """Those of the counties where the reader drafts, checks, signs, numbers or watches."""
    actor = cast(User, request.user)
    rows = Bulletin.objects.filter(within(_places(actor), "county__path")).newest_first()
    page = Paginator(rows.select_related("county", "document", "corrects"), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "kinds": [kind for kind in BulletinKind if _drafts(actor, kind)]}
    return render(request, "oversight/bulletins.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, kind: str) -> HttpResponse:
    """Draft one of that kind, or the correction of an issued one (`?corrects=`)."""
    actor = cast(User, request.user)
    if kind not in BulletinKind.values:
        raise Http404
    wanted = BulletinKind(kind)
    counties = _require_counties(actor, wanted)
    former = _former(request, counties)
    usual: dict[str, Any] = {"requirement": REQUIREMENTS[kind], "month": f"{first_of(clock.today(), 1):%F}"}
    if former:
        usual |= {"month": f"{former.month:%F}", "county": former.county_id, "requirement": former.requirement}
    form = FORMS[wanted](request.POST or None, request.FILES or None, counties=counties, initial=usual)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = _draft(actor, wanted, form.cleaned_data, former)
            messages.success(request, _("已按数据起草，请核对预览后送核"))
            return redirect("oversight:bulletin", made.pk)
    context = {
        "form": form, "kind": wanted, "former": former, "faults": getattr(form, "faults", ()),
        "present": [] if former else _present(wanted, counties), "actor": actor,
        "blank_of": counties[0] if wanted == BulletinKind.SPENDING else None,
    }  # fmt: skip
    return render(request, "oversight/bulletin_draft.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def blank(request: HttpRequest, county: int) -> HttpResponse:
    """The empty table of spending of a county, for whoever drafts its bulletin."""
    found = _require_counties(cast(User, request.user), BulletinKind.SPENDING).filter(pk=county).first()
    if found is None:
        raise Refused(_("只能下载本县的支出进度表"))
    told = {"Content-Disposition": f'attachment; filename="spending-{found.code}.xlsx"'}
    return HttpResponse(blanks.table(found), content_type=CONTENT_TYPES[XLSX], headers=told)


@login_required
@require_http_methods(["GET", "POST"])
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """One bulletin: its figures, its picture until it is issued, and the act that is the reader's."""
    actor = cast(User, request.user)
    related = ("county", "office", "document", "corrects__document", "drafted_by", "checked_by", "signed_by")
    found = get_object_or_404(Bulletin.objects.select_related(*related), pk=pk)
    if not any(found.county.path.startswith(place) for place in _places(actor)):
        raise Refused(_("通报印发前只有拟稿、核稿、签发、编号和督查审计的人员可以查看"))
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            _act(actor, found, form.cleaned_data)
            messages.success(request, _("已办理"))
            return redirect("oversight:bulletin", found.pk)
    may_act = acts.may_act(actor, found)
    is_own = found.state == BulletinState.DRAFT and found.drafted_by_id == actor.pk
    context = {
        "bulletin": found, "form": form, "paper": drafting.paper(found), "may_act": may_act, "is_own": is_own,
        "may_take_over": acts.may_take_over(actor, found), "left_by": resting.left_by(found),
        "typed": {name: form.data.get(name, "") for name in ("requirement", "text")},
        "button": ACTS[found.state][1] if may_act else "", "draft_state": BulletinState.DRAFT,
        "may_correct": found.state == BulletinState.ISSUED and acts.may_draft(actor, BulletinKind(found.kind), found.county)
        and not Bulletin.objects.filter(corrects=found).exists(),
        "pictures": () if found.document_id else previews.pictures(
            drafting.paper(found), issuer_name=found.office.official_name
        ),
    }  # fmt: skip
    return render(request, "oversight/bulletin.html", context, status=422 if form.errors else 200)


def _act(actor: User, found: Bulletin, given: Mapping[str, str]) -> None:
    if given["act"] == ActForm.SUBMIT:
        acts.submit(actor=actor, bulletin=found.pk, requirement=given["requirement"])
    elif given["act"] == ActForm.GIVE_BACK:
        acts.give_back(actor=actor, bulletin=found.pk, reason=given["text"])
    elif given["act"] == ActForm.TAKE_OVER:
        acts.take_over(actor=actor, bulletin=found.pk)
    elif found.state in ACTS:
        ACTS[found.state][0](actor=actor, bulletin=found.pk)


def _draft(actor: User, kind: BulletinKind, given: dict[str, Any], former: Bulletin | None) -> Bulletin:
    day = given.get("month") or given["as_of"].replace(day=1)
    told = Told(county=given["county"], month=day, requirement=given["requirement"], corrects=former)
    if kind == BulletinKind.SUPERVISION:
        return acts.draft_supervision(actor=actor, told=told)
    return acts.draft_spending(
        actor=actor, told=told, as_of=given["as_of"], table=given["table"], source=given["source"]
    )  # fmt: skip


def _require_counties(actor: User, kind: BulletinKind) -> QuerySet[Organisation]:
    """The counties whose bulletins of that kind he drafts. Raises Refused without any."""
    counties = _counties(actor, kind)
    if not counties:
        raise Refused(_("%(kind)s由县里有“%(duty)s”职责的岗位起草") % {"kind": kind.label, "duty": DRAFTER[kind].label})
    return counties


def _present(kind: BulletinKind, counties: QuerySet[Organisation]) -> list[Bulletin]:
    """Those that stand for a month that may be chosen, the last correction of each; one statement."""
    since = first_of(clock.today(), MONTHS - 1)
    found = Bulletin.objects.filter(county__in=counties, kind=kind, month__gte=since, corrected_by__isnull=True)
    return list(found.select_related("county", "document", "drafted_by").newest_first())


def _former(request: HttpRequest, counties: QuerySet[Organisation]) -> Bulletin | None:
    asked = request.GET.get("corrects", "")
    if not asked.isdecimal():
        return None
    return get_object_or_404(Bulletin.objects.filter(county__in=counties), pk=int(asked[:12]))


def _places(actor: User) -> tuple[str, ...]:
    """The places whose bulletins are his business."""
    held = (one for one in holdings(actor) if one.duty in CONCERNED)
    return tuple({one.path if one.kind in PLACES else one.above for one in held if one.above or one.kind in PLACES})


def _drafts(actor: User, kind: BulletinKind) -> bool:
    """Whether a button leads to it; where exactly is asked again there."""
    return any(one.duty == DRAFTER[kind] and one.above.count("/") > 1 for one in holdings(actor))


def _counties(actor: User, kind: BulletinKind) -> QuerySet[Organisation]:
    paths = {one.above for one in holdings(actor) if one.duty == DRAFTER[kind]}
    return Organisation.objects.filter(path__in=paths, kind=OrganisationKind.COUNTY).in_order()
