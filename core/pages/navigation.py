"""The navigation by job: 待办, 项目申报, 项目库 ... Each room registers its own entry when the process starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, reverse
from django_stubs_ext import StrOrPromise

from core.models import User

Visible = Callable[[User], bool]


def _everyone(_actor: User) -> bool:
    return True


@dataclass(frozen=True)
class NavItem:
    """One entry: where it leads and who sees it.

    `icon` names a symbol of static/icons.svg; `visible` answers from what the request already knows,
    since it runs on every page.
    """

    label: StrOrPromise
    url_name: str
    order: int = 100
    icon: str = "folder"
    visible: Visible = _everyone


@dataclass(frozen=True)
class NavLink:
    """An entry as one person sees it on one page; the inbox, where a log-in leads, carries the waiting count."""

    label: StrOrPromise
    url: str
    icon: str
    is_current: bool
    is_inbox: bool


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Add an entry; the same URL name again replaces it."""
    _items[item.url_name] = item


def links(actor: User | AnonymousUser, path: str) -> tuple[NavLink, ...]:
    """The entries that `actor` may open, in order; the one whose page or subpage `path` is stands marked."""
    if not isinstance(actor, User):
        return ()
    shown = [(item, _address(item.url_name)) for item in sorted(_items.values(), key=lambda item: item.order)]
    mine = [(item, url) for item, url in shown if url and item.visible(actor)]
    current = max((url for _item, url in mine if _covers(url, path)), key=len, default="")
    return tuple(
        NavLink(item.label, url, item.icon, url == current, url == settings.LOGIN_REDIRECT_URL) for item, url in mine
    )


def _covers(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _address(url_name: str) -> str:
    """Where a name leads, or nothing while no room answers to it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
