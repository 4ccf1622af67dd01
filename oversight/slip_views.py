"""The pages of supervision slips: the list, one slip with its acts, and issuing one."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import DomainError
from core.models import User
from core.pages.forms import Answered
from documents import previews
from documents.drafts import Draft
from oversight import slip_acts, slip_list, slip_outcome, slip_story, slips
from oversight.enums import SlipAct, SlipColour, SlipGround
from oversight.models import Slip
from oversight.rules import next_colour
from oversight.slip_calls import what_follows
from oversight.slip_forms import FORM_OF, FORMS, ActForm, IssueForm
from oversight.slips import drafting, extending, handling, standing
from roles import policies
from roles.duties import Duty
from roles.heads import head_of
from workflows.desk import chips, steps
from workflows.engine.models import WorkItem

DONE = {
    SlipAct.SIGN: gettext_lazy("督办单已签收，请办理后反馈结果"),
    SlipAct.ANSWER: gettext_lazy("督办单已反馈"),
    SlipAct.SIGN_REPORT: gettext_lazy("督办反馈报告已签发，待督查机关核查"),
    SlipAct.GIVE_BACK: gettext_lazy("反馈报告已退回修改"),
    SlipAct.CLOSE: gettext_lazy("督办单已销号"),
    SlipAct.RETURN: gettext_lazy("督办单已退回，承办单位须重新办理"),
    SlipAct.CONCLUDE: gettext_lazy("督办单已销号"),
    SlipAct.ARCHIVE: gettext_lazy("督办单已归档"),
    SlipAct.ASK_EXTENSION: gettext_lazy("延期申请已提出"),
    SlipAct.SIGN_EXTENSION: gettext_lazy("延期申请单已签发，待督查机关答复"),
    SlipAct.DROP_EXTENSION: gettext_lazy("已不同意申请延期，办结期限不变"),
    SlipAct.GRANT: gettext_lazy("已同意延期，办结期限已更改"),
    SlipAct.REFUSE: gettext_lazy("已答复不同意延期，办结期限不变"),
}
"""What is said once an act is done, by act."""
RELATED = (
    "work_item__dossier", "organisation", "co_handler", "office", "document", "issued_by", "signed_by", "archived_by",
    "previous__document", "verified_by", "work_item__claimed_by", "work_item__organisation",
)  # fmt: skip


@require_safe
@login_required
def slips_page(request: HttpRequest) -> HttpResponse:
    """The slips that the reader may see, narrowed as the address asks."""
    asked = slip_list.Asked.read(request.GET.dict())
    found = slip_list.listed(cast(User, request.user), asked, request.GET.get("page"))
    return render(request, "oversight/slips.html", {"found": found})


@login_required
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a slip of one open matter, or the graver one that follows the slip that stands open on it."""
    actor = cast(User, request.user)
    item = get_object_or_404(WorkItem.objects.select_related("organisation", "dossier", "county"), pk=pk)
    policies.require_governing(actor, Duty.SUPERVISE, item.organisation)
    before = item.slips.open().select_related("document").first()
    is_asked = request.method == "POST" or request.GET.get("follow")
    if before is not None and not is_asked and not standing.has_run_out(before):
        messages.info(request, _("该事项已有未销号的督办单，一事一单"))
        return redirect("oversight:slip", before.pk)
    red_by = standing.red_by_another(actor, item.organisation)
    form = IssueForm(request.POST or None, initial=_usual(before), item=item, red_by=red_by)
    pictures: list[str] = []
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            asked = form.asked()
            if "preview" in request.POST:
                pictures = _picture(slips.drafted(actor=actor, work_item=item.pk, asked=asked))
            else:
                made = slips.issue(actor=actor, work_item=item.pk, **_facts(asked))
                messages.success(request, _("已下达督办单%(number)s") % {"number": made.number})
                return redirect("oversight:slip", made.pk)
    context = {
        "form": form, "item": item, "step": steps.title_of(item), "chip": chips.chip(item),
        "before": before, "pictures": pictures, "head": head_of(item.organisation), "red_by": red_by,
        "is_anothers": bool(red_by) and before is not None and _next(before) == SlipColour.RED,
    }  # fmt: skip
    return render(request, "oversight/issue_slip.html", context, status=422 if form.errors else 200)


def _usual(before: Slip | None) -> dict[str, Any]:
    """What is offered first: a reminder, or the next colour after a slip that ran out."""
    usual: dict[str, Any] = {
        "due_on": standing.in_days(settings.SLIP_DUE_DAYS),
        "requirement": _("请在期限内办结，并书面反馈结果。"),
        "colour": SlipColour.BLUE, "ground": SlipGround.REMINDER,
    }  # fmt: skip
    following = _next(before) if before else None
    if before is None or following is None:
        return usual
    return usual | {"colour": following, "ground": SlipGround.UNANSWERED, "requirement": before.requirement}


def _next(before: Slip) -> SlipColour | None:
    return next_colour(before.colour, settings.SLIP_WARNING_COLOUR)


def _facts(asked: slips.Asked) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in asked.__dataclass_fields__}


def _picture(slip: Slip) -> list[str]:
    return previews.pictures(drafting.slip(slip), issuer_name=slip.office.official_name)


@login_required
@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip, for whoever reads its dossier or heads the organisation, with the acts that are his to take."""
    actor = cast(User, request.user)
    found = get_object_or_404(Slip.objects.select_related(*RELATED), pk=pk)
    if not standing.leads(actor, found):
        standing.require_read(actor, found)
    sent: ActForm | None = None
    if request.method == "POST":
        sent = _sent(request, found)
        act = SlipAct(request.POST["act"])
        if sent.is_valid():
            with Answered(sent):
                sent.take(actor, act)
                messages.success(request, DONE[act])
                return redirect("oversight:slip", found.pk)
    return render(
        request, "oversight/slip.html", _context(actor, found, sent), status=422 if sent and sent.errors else 200
    )


def _sent(request: HttpRequest, slip: Slip) -> ActForm:
    """The form of the act that was pressed. Raises SuspiciousOperation for no act of a slip."""
    form = FORM_OF.get(request.POST.get("act", ""))
    if form is None:
        raise SuspiciousOperation("no such act")
    return form(request.POST, slip=slip)


def _context(actor: User, found: Slip, sent: ActForm | None) -> dict[str, Any]:
    item = found.work_item
    acts = slip_acts.open_to(actor, found)
    forms = [form for form in FORMS if any(act in acts for act, _tone in form.buttons)]
    shown = [sent if sent is not None and type(sent) is form else form(slip=found) for form in forms]
    if sent is not None and sent.errors and type(sent) not in forms:
        shown.insert(0, sent)
    following = Slip.objects.select_related("document", "issued_by", "office").filter(previous=found).first()
    return {
        "slip": found, "row": slip_list.row(found), "step": steps.title_of(item),
        "rounds": slip_story.rounds(found, following), "outcome": slip_outcome.outcome(actor, found), "forms": shown,
        "may_escalate": SlipAct.ESCALATE in acts,
        "following": following, "pictures": _to_sign(acts, found), "next_step": _follows(actor, found),
    }  # fmt: skip


def _follows(actor: User, slip: Slip) -> str:
    """What the supervisor is to do once it ran out; empty before, and for others."""
    if not standing.has_run_out(slip) or not standing.may_supervise(actor, slip):
        return ""
    is_open = slip.work_item.is_open
    said = what_follows(slip.colour, is_open=is_open)
    if is_open and _next(slip) == SlipColour.RED and (who := standing.red_by_another(actor, slip.organisation)):
        return _("%(said)s。%(who)s") % {"said": said, "who": who}
    return said


def _to_sign(acts: frozenset[SlipAct], slip: Slip) -> list[str]:
    """Pictures of the report or the request that waits for the head's signature."""
    try:
        if SlipAct.SIGN_REPORT in acts:
            paper: Any = drafting.feedback(handling.waiting_report(slip))
        elif SlipAct.SIGN_EXTENSION in acts:
            paper = drafting.extension(extending.to_sign(slip))
        else:
            return []
        draft = Draft.of(paper, issuer_name=slip.organisation.official_name)
        return previews.pictures_of(draft)
    except DomainError:
        return []
