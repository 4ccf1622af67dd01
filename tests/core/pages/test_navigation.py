"""Which entries a person sees, and which one is marked."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from core.models import User
from core.pages import navigation
from core.pages.navigation import NavItem

ACTOR = User(username="zhang")


@pytest.fixture(autouse=True)
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three entries: help, the styleguide that nobody may see, and one whose page does not exist."""
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register(NavItem("帮助", "help", order=20))
    navigation.register(NavItem("部件", "styleguide", order=5, visible=lambda _actor: False))
    navigation.register(NavItem("将来", "no_such_page", order=1))
    navigation.register(NavItem("源代码", "source", order=10))


def test_only_pages_that_exist_and_may_be_seen_in_order() -> None:
    assert [link.label for link in navigation.links(ACTOR, "/")] == ["源代码", "帮助"]


def test_a_subpage_marks_its_entry_and_no_other() -> None:
    marked = [link.label for link in navigation.links(ACTOR, "/source/tongchou.tar.gz") if link.is_current]
    assert marked == ["源代码"]


def test_a_stranger_sees_none() -> None:
    assert navigation.links(AnonymousUser(), "/") == ()


def test_registering_again_replaces() -> None:
    navigation.register(NavItem("说明", "help", order=1))
    assert [link.label for link in navigation.links(ACTOR, "/")] == ["说明", "源代码"]
