"""The inbox: what waits, what one began, what one has done."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.models import Dossier, User
from core.pages.parts import Tab
from roles.people import standing
from workflows.desk import batches, chips, done, steps, unsent, with_others
from workflows.desk import inbox as desk_inbox
from workflows.desk.views.people import actor_of
from workflows.engine.models import WorkItem

TABS = ("waiting", "seats", "consulted", "circulated", "begun", "others", "done", "drafts")


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """At most six statements, the frame included."""
    actor = actor_of(request)
    tab = request.GET.get("tab", "waiting")
    if tab == "begun":
        return render(request, "desk/begun.html", {"tabs": tabs(tab), "dossiers": _begun(actor)})
    if tab == "others":
        lying = with_others.lying(actor, desk_inbox.ROWS)
        context = {"tabs": tabs(tab), "lying": lying, "leads": standing(actor).heads}
        return render(request, "desk/with_others.html", context)
    if tab == "done":
        return render(request, "desk/done.html", {"tabs": tabs(tab), "acts": done.done(actor, desk_inbox.ROWS)})
    if tab == "drafts":
        return render(request, "desk/unsent.html", {"tabs": tabs(tab), "unsent": unsent.of(actor, desk_inbox.ROWS)})
    asked = desk_inbox.Filter.read(request.GET.dict())
    found = desk_inbox.inbox(actor, asked)
    aside = next((one.count or 0 for one in found.groups if one.value == desk_inbox.Group.ASIDE), 0)
    return render(
        request,
        "desk/inbox.html",
        {
            "tabs": tabs("seats" if asked.seat else "waiting", waiting=found.waiting, **found.tabs),
            "inbox": found,
            "asked": asked,
            "groups": [(choice, _address(asked, group=choice.value, page=1)) for choice in found.groups],
            "kept": [(name, kept) for name in ("group", "order", "seat") if (kept := getattr(asked, name))],
            "question": asked.question(page=1),
            "everything": _address(asked, group="", page=1),
            "earlier": _address(asked, page=asked.page - 1) if asked.page > 1 else "",
            "aside": _address(asked, group=desk_inbox.Group.ASIDE.value, page=1) if aside and not asked.group else "",
            "aside_count": aside,
            "of_step": _of_step(asked, found.total),
            "further": _address(asked, page=asked.page + 1) if asked.page < found.pages else "",
        },
    )


def _of_step(asked: desk_inbox.Filter, total: int) -> str:
    """Where all that is asked for is looked at before it is approved together; empty where its step may not be, where one
    page shows everything, and where there is too much."""
    flow_key, _dot, step = asked.step.partition(".")
    if not desk_inbox.ROWS < total <= settings.BATCH_MOST or not batches.is_in_batches(flow_key, step):
        return ""
    return f"{reverse('desk:batch')}?{asked.question(page=1)}"


def tabs(current: str, **counts: int) -> list[Tab]:
    """The sections of the inbox, with the numbers that were counted for the page."""
    labels = {
        "waiting": _("待办"),
        "seats": _("会签"),
        "consulted": _("征询"),
        "circulated": _("传阅"),
        "begun": _("我发起的"),
        "others": _("在别人手里的"),
        "done": _("已办"),
        "drafts": _("草稿"),
    }
    home = reverse("desk:inbox")
    addresses = {
        "waiting": home,
        "seats": f"{home}?seat=1",
        "consulted": reverse("desk:consulted"),
        "circulated": reverse("desk:circulated"),
    }
    return [
        Tab(
            label=labels[tab],
            url=addresses.get(tab, f"{home}?tab={tab}"),
            is_current=tab == current,
            count=counts.get(tab),
        )
        for tab in TABS
    ]


def _address(asked: desk_inbox.Filter, **changed: str | int) -> str:
    question = asked.question(**changed)
    return f"{reverse('desk:inbox')}?{question}" if question else reverse("desk:inbox")


def _begun(actor: User) -> list[tuple[Dossier, list[tuple[str, str, chips.Chip]]]]:
    lying = WorkItem.objects.open().select_related("organisation").order_by("opened_at", "pk")
    found = (
        Dossier.objects.filter(opened_by=actor)
        .select_related("owner")
        .prefetch_related(Prefetch("work_items", queryset=lying, to_attr="lying"))
        .order_by("-opened_at", "-pk")[: desk_inbox.ROWS]
    )
    return [(dossier, [_lying(item) for item in dossier.lying]) for dossier in found]


def _lying(item: WorkItem) -> tuple[str, str, chips.Chip]:
    return steps.title_of(item), item.organisation.name, chips.chip(item)
