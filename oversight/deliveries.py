"""How messages leave the house: for the system administrator of the place, without what they say."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import ledger
from core.enums import Channel, DeliveryState, Untold
from core.errors import Refused
from core.messages_out import channels, events, reading
from core.models import Delivery, Occurrence, Organisation, User
from core.models.messages import DeliveryQuerySet
from oversight import areas
from roles import policies

PAGE = 50


@require_safe
@login_required
def deliveries(request: HttpRequest) -> HttpResponse:
    """To whom, of which event, by which channel, and how that went; the counts of each state above."""
    mine = _administered(cast(User, request.user))
    counted = dict(mine.order_by().values_list("state").annotate(n=Count("pk")))
    asked = request.GET.get("state", "")
    shown = mine.filter(state=asked) if asked in DeliveryState.values else mine
    page = Paginator(shown.latest_first(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, events.title(row.message.event)) for row in page],
        "states": [(state.value, state.label, counted.get(state.value, 0)) for state in DeliveryState],
        "asked": asked,
        "off": [str(one.label) for one in (Channel.EMAIL, Channel.WEBHOOK) if one not in channels.working()],
        "untold": _untold(cast(User, request.user)),
    }
    return render(request, "oversight/deliveries.html", context)


@require_POST
@login_required
@transaction.atomic
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Have tried again what was given up; the ledger says who did."""
    actor = cast(User, request.user)
    delivery = get_object_or_404(_administered(actor).select_related("county"), pk=pk)
    reading.resend(actor=actor, delivery=delivery)
    ledger.record(
        actor=actor, action="message.resent", chain=delivery.county, user=delivery.message.person_id,
        channel=delivery.channel,
    )  # fmt: skip
    messages.success(request, _("已重新排队，稍后发送"))
    return redirect("oversight:deliveries")


def _administered(actor: User) -> DeliveryQuerySet:
    """Deliveries of the places that he administers, without their content; Refused unless he administers any."""
    if not areas.keeps_system(actor):
        raise Refused(_("只有系统管理员可以查看消息发送情况"))
    rows = DeliveryQuerySet(Delivery).select_related("message__person").defer("message__content", "message__abouts")
    return rows.filter(county__in=_places(actor))


def _places(actor: User) -> QuerySet[Organisation]:
    places = policies.administered_by(actor)
    return places if places is not None else Organisation.objects.none()


def _untold(actor: User) -> list[tuple[str, str, int]]:
    """Of what nobody was told, and why, by event."""
    rows = Occurrence.objects.filter(county__in=_places(actor)).exclude(remark="").order_by("event", "remark")
    counted = rows.values_list("event", "remark").annotate(n=Count("pk"))
    return [(events.title(event), str(Untold(remark).label), number) for event, remark, number in counted]
