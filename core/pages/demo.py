"""The log-ins that a demonstration offers on its log-in page; empty everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    is_further: bool = False
    """Offered in a list of all the others: a post without a task of its own to try first."""


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


Groups = tuple[tuple[str, tuple[DemoAccount, ...]], ...]


def demo_groups() -> tuple[Groups, Groups]:
    """The accounts by the heading they stand under: those to try first, and all others."""
    every = demo_accounts()
    return _grouped(a for a in every if not a.is_further), _grouped(a for a in every if a.is_further)


def _grouped(accounts: Iterable[DemoAccount]) -> Groups:
    return tuple((group, tuple(found)) for group, found in groupby(accounts, key=lambda account: account.group))
