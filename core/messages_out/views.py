"""Everybody's own messages, their way out of the house, and how he wants to be told."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.enums import Channel
from core.messages_out import channels, events, reading
from core.messages_out.forms import SettingsForm
from core.messages_out.parcels import said
from core.models import Delivery, Message, User
from core.pages.parts import Tab

PAGE = 50


def actor_of(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@login_required
def messages_page(request: HttpRequest) -> HttpResponse:
    """What he was told, the last first; with `unread` only what he has not read."""
    actor = actor_of(request)
    only_unread = request.GET.get("show") == "unread"
    mine = reading.mine(actor)
    page = Paginator(mine.unread() if only_unread else mine, PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": [(message, events.title(message.event), said(message)) for message in page],
        "tabs": _tabs("messages"),
        "only_unread": only_unread,
        "unread": reading.unread_count(actor),
    }
    return render(request, "messages_out/messages.html", shown)


@require_safe
@login_required
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Note it as read and go where it leads; nobody opens another's."""
    message = get_object_or_404(Message.objects.only("content"), pk=pk, person=actor_of(request).pk)
    reading.note_read(actor=actor_of(request), message=pk)
    return redirect(message.content["link"])


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Note all of them as read."""
    number = reading.note_read(actor=actor_of(request))
    said_of_it = ngettext("已将%(number)d条消息标为已读", "已将%(number)d条消息标为已读", number)
    messages.success(request, said_of_it % {"number": number})
    return redirect("core:messages")


@require_http_methods(["GET", "POST"])
@login_required
def settings_page(request: HttpRequest) -> HttpResponse:
    """How he wants to be told; what was typed with a mistake comes back as it was."""
    form = SettingsForm(request.POST or None, actor=actor_of(request))
    if request.method == "POST" and form.is_valid():
        form.keep()
        messages.success(request, _("消息设置已保存"))
        return redirect("core:message_settings")
    shown = {"form": form, "tabs": _tabs("settings"), "off": _off()}
    return render(request, "messages_out/settings.html", shown, status=422 if form.errors else 200)


@require_safe
@login_required
def deliveries(request: HttpRequest) -> HttpResponse:
    """What left the house to him and how that went."""
    page = Paginator(reading.sent_to(actor_of(request)), PAGE).get_page(request.GET.get("page"))
    rows = [(row, events.title(row.message.event), said(row.message)) for row in page]
    shown = {"page": page, "rows": rows, "tabs": _tabs("deliveries"), "off": _off()}
    return render(request, "messages_out/deliveries.html", shown)


@require_POST
@login_required
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have one's own message sent again that was given up."""
    delivery = get_object_or_404(Delivery.objects.select_related("message"), pk=pk)
    reading.require_own(actor_of(request), delivery)
    reading.resend(actor=actor_of(request), delivery=delivery)
    messages.success(request, _("已重新排队，稍后发送"))
    return redirect("core:message_deliveries")


def _off() -> list[str]:
    """The channels that are not set up, in words."""
    return [str(channel.label) for channel in (Channel.EMAIL, Channel.WEBHOOK) if channel not in channels.working()]


def _tabs(current: str) -> tuple[Tab, ...]:
    pages = (
        ("messages", _("消息"), reverse("core:messages")),
        ("deliveries", _("发送情况"), reverse("core:message_deliveries")),
        ("settings", _("消息设置"), reverse("core:message_settings")),
    )
    return tuple(Tab(label, url, is_current=name == current) for name, label, url in pages)
