"""What one may do on a task page beside deciding: 领取, 转办, 委派, 加签, 减签, 增加环节, 暂存, 附件, 交回, 撤回. Each is a button of
the page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.errors import Conflict, Invalid, Refused, Stale
from core.pages.keys import key
from core.pages.refusals import told as told_of
from workflows.desk import attachments, drafts, services
from workflows.desk.forms import OpinionForm, WithdrawForm, so_far
from workflows.desk.models import Attachment
from workflows.desk.uploads import screened
from workflows.desk.views import task_added, task_assistance
from workflows.desk.views.task_page import Desk, Shown, at_desk, page
from workflows.engine import services as engine
from workflows.engine import turn


def perform(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Do what the pressed button names; a refusal shows the page again with everything that was typed."""
    act = request.POST.get("act", "").partition(":")[0]
    if act not in _ACTS and act not in _HELP:
        raise Http404
    if act == "keep" and request.headers.get("HX-Request"):
        return _kept_while_typing(request, desk)
    shown = Shown(
        opinion=OpinionForm(initial=so_far(request.POST)),
        form=desk.form_so_far(request.POST),
        files=request.FILES.getlist("files"),
    )
    try:
        told = _done_with_files(desk, act, request.POST, shown)
    except (Invalid, Conflict, Stale, Refused) as refusal:
        shown.status, shown.error, shown.unfolded = refusal.status, told_of(refusal), act
        return page(request, _again(desk), shown)
    messages.success(request, told)
    if shown.files and act not in (*_BRINGS, "attach"):
        messages.warning(request, _("附件未上传，请重新选择"))
    stays = act in ("keep", "attach", "detach", "claim", "add_seat", "withdraw", "recall", "add_step", "recall_step")
    return redirect("desk:task", shown.lands_on or desk.item.pk) if stays else redirect("desk:inbox")


def _done_with_files(desk: Desk, act: str, typed: QueryDict, shown: Shown) -> str:
    """Carry the act out, and attach what was chosen with it: both or neither; what is said then."""
    if not shown.files or act not in _BRINGS:
        return _done(desk, act, typed, shown)
    brought = screened(actor=desk.actor, work_item=desk.item.pk, files=shown.files)
    with turn.take(task=desk.item.pk):
        kept = attachments.keep(actor=desk.actor, work_item=desk.item.pk, brought=brought)
        return f"{_done(desk, act, typed, shown)}；{_uploaded(kept)}"


def _done(desk: Desk, act: str, typed: QueryDict, shown: Shown) -> str:
    return _ACTS[act](desk, typed, shown) if act in _ACTS else _HELP[act](desk, typed)


def with_way_back(desk: Desk, told: str) -> str:
    """The message after a decision, with the way back while there is one."""
    if not engine.may_withdraw(actor=desk.actor, work_item=desk.item.pk):
        return told
    address = reverse("desk:task", args=[desk.item.pk])
    return format_html('{} <a href="{}">{}</a>', told, address, _("查看或撤回"))


def _again(desk: Desk) -> Desk:
    """Read again, since somebody else may have acted meanwhile, with the forms as they were sent."""
    again, sent = at_desk(desk.actor, desk.item.pk), desk.helping
    again.helping.entrust, again.helping.sign = sent.entrust, sent.sign
    again.helping.answer, again.helping.recall, again.helping.unsent = sent.answer, sent.recall, sent.unsent
    again.adding.form, again.adding.recall = desk.adding.form, desk.adding.recall
    return again


def _kept_while_typing(request: HttpRequest, desk: Desk) -> HttpResponse:
    draft = drafts.keep(actor=desk.actor, work_item=desk.item.pk, typed=request.POST)
    return render(request, "desk/draft_state.html", {"draft": draft})


def _keep(desk: Desk, typed: QueryDict, _shown: Shown) -> str:
    drafts.keep(actor=desk.actor, work_item=desk.item.pk, typed=typed)
    return _("已暂存，下次打开时仍在")


def _attach(desk: Desk, typed: QueryDict, shown: Shown) -> str:
    """What was typed beside the files is kept as a draft, since the page is read again."""
    kept = attachments.attach(actor=desk.actor, work_item=desk.item.pk, files=shown.files)
    drafts.keep(actor=desk.actor, work_item=desk.item.pk, typed=typed)
    return _uploaded(kept)


def _uploaded(kept: list[Attachment]) -> str:
    return _("已上传%(names)s") % {"names": "、".join(f"“{one.name}”" for one in kept)}


def _detach(desk: Desk, typed: QueryDict, _shown: Shown) -> str:
    """Which one stands behind the name of the act."""
    which = key(typed.get("act", "").partition(":")[2])
    if which is None or not attachments.is_of(which, desk.item):
        raise Http404
    removed = attachments.remove(actor=desk.actor, attachment=which)
    drafts.keep(actor=desk.actor, work_item=desk.item.pk, typed=typed)
    return _("已移除“%(name)s”") % {"name": removed.name}


def _transfer(desk: Desk, typed: QueryDict, shown: Shown) -> str:
    shown.transfer = desk.transfer_form(typed)
    if shown.transfer is None:
        raise Stale(_("该待办不在您名下"))
    if not shown.transfer.is_valid():
        raise Invalid(_("请更正标出的内容后重新提交"))
    receiver = shown.transfer.chosen
    services.transfer(
        actor=desk.actor, work_item=desk.item.pk, receiver=receiver, reason=shown.transfer.cleaned_data["reason"]
    )
    return _("“%(title)s”已转给%(name)s办理") % {"title": desk.item.dossier.title, "name": receiver.name}


def _claim(desk: Desk, typed: QueryDict, _shown: Shown) -> str:
    """What was typed is kept as a draft, since the page is read again."""
    engine.claim(actor=desk.actor, work_item=desk.item.pk)
    drafts.keep(actor=desk.actor, work_item=desk.item.pk, typed=typed)
    return _("已领取“%(title)s”，由您办理") % {"title": desk.item.dossier.title}


def _release(desk: Desk, _typed: QueryDict, _shown: Shown) -> str:
    engine.release(actor=desk.actor, work_item=desk.item.pk)
    return _("已交回%(organisation)s，由本机关有此职责的人员办理") % {"organisation": desk.item.organisation.name}


def _add_seat(desk: Desk, typed: QueryDict, shown: Shown) -> str:
    shown.seat = desk.seat_form(typed)
    if shown.seat is None:
        raise Refused(_("只有会签召集人或该席位的承办人可以增减会签单位"))
    if not shown.seat.is_valid():
        raise Invalid(_("请选择加签单位"))
    added = shown.seat.cleaned_data["organisation"]
    services.add_seat(actor=desk.actor, beside=desk.item.pk, organisation=added)
    return _("已请%(name)s会签") % {"name": added.name}


def _remove_seat(desk: Desk, _typed: QueryDict, _shown: Shown) -> str:
    services.remove_seat(actor=desk.actor, work_item=desk.item.pk)
    return _("%(name)s的会签已减去") % {"name": desk.item.organisation.name}


def _withdraw(desk: Desk, typed: QueryDict, shown: Shown) -> str:
    shown.withdrawal = WithdrawForm(typed)
    reason = typed.get("reason", "")
    shown.lands_on = services.withdraw(actor=desk.actor, work_item=desk.item.pk, reason=reason).pk
    return _("已撤回，本环节重新由您办理")


_ACTS: dict[str, Callable[[Desk, QueryDict, Shown], str]] = {
    "keep": _keep,
    "attach": _attach,
    "detach": _detach,
    "transfer": _transfer,
    "claim": _claim,
    "release": _release,
    "add_seat": _add_seat,
    "remove_seat": _remove_seat,
    "withdraw": _withdraw,
}
_HELP: dict[str, Callable[[Desk, QueryDict], str]] = {
    "entrust": task_assistance.entrust,
    "sign": task_assistance.sign,
    "answer": task_assistance.answer,
    "recall": task_assistance.recall,
    "add_step": task_added.add,
    "recall_step": task_added.recall,
}
_BRINGS = frozenset({"keep", "claim", "transfer", "entrust", "sign", "add_step"})
"""The acts that take the chosen files along, as deciding does."""
