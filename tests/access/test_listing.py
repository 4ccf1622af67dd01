"""Every address of the resolver has an access rule; one without fails the build (S2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.addresses import RULES

TWICE = {"desk:task_draft"}
"""Names that two addresses of one view share: the drafts of a step, and one of them."""


def names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The name of every address that the project answers."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join((*spaces, entry.name or repr(entry.pattern)))
        else:
            yield from names(entry, (*spaces, entry.namespace) if entry.namespace else spaces)


def test_every_address_has_its_rule() -> None:
    listed = list(names(get_resolver()))
    found = set(listed)
    twice = [name for name, times in Counter(listed).items() if times > 1 and name not in TWICE]
    assert twice == [], "a second address under the name of another would go by without a rule of its own"
    assert found - set(RULES) == set(), "addresses without an access rule: add them to tests/access/addresses.py"
    assert set(RULES) - found == set(), "rules of addresses that are no more"
