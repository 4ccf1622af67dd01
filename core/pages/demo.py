"""The log-ins that a demonstration offers on its log-in page; empty everywhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration province, listed by the post that it holds."""

    group: str
    post: str
    name: str
    username: str
    password: str


AccountsOf = Callable[[], tuple[DemoAccount, ...]]
_sources: list[AccountsOf] = []


def register_demo_accounts(source: AccountsOf) -> AccountsOf:
    """Add a source of accounts; asked only in demonstration mode."""
    if source not in _sources:
        _sources.append(source)
    return source


def demo_accounts() -> tuple[DemoAccount, ...]:
    """Every account of every source, in their order; none outside demonstration mode."""
    return tuple(account for source in _sources for account in source()) if settings.DEMO else ()


def demo_groups() -> tuple[tuple[str, tuple[DemoAccount, ...]], ...]:
    """The accounts by the heading they stand under."""
    return tuple((group, tuple(found)) for group, found in groupby(demo_accounts(), key=lambda account: account.group))
