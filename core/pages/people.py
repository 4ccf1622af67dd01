"""What the top bar says of the person: the posts and how much is waiting. Higher rooms know; they register here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.models import User


@dataclass(frozen=True)
class PostLine:
    """A post as the top bar names it; `is_deputy` marks one held by delegation, `url` switches to it."""

    organisation: str
    title: str
    is_deputy: bool = False
    is_current: bool = False
    url: str = ""


PostsOf = Callable[[User], tuple[PostLine, ...]]
WaitingCount = Callable[[User], int]
Bell = Callable[[User], tuple[int, str]]
UnreadCount = Callable[[User], int]


@dataclass
class _Answers:
    posts: PostsOf | None = None
    waiting: WaitingCount | None = None
    bell: Bell | None = None
    unread: UnreadCount | None = None


_answers = _Answers()


def register_posts(posts_of: PostsOf) -> PostsOf:
    """Say how the current posts of a person are found."""
    _answers.posts = posts_of
    return posts_of


def register_waiting_count(count: WaitingCount) -> WaitingCount:
    """Say how the open work items of a person are counted; one statement, it runs on every page."""
    _answers.waiting = count
    return count


def register_bell(bell: Bell) -> Bell:
    """Say how many unread reminders a person has, and where they lie; no statement beyond that of the waiting count."""
    _answers.bell = bell
    return bell


def register_unread_count(count: UnreadCount) -> UnreadCount:
    """Say how many messages of a person are unread; no statement beyond that of the waiting count."""
    _answers.unread = count
    return count


def posts(actor: User) -> tuple[PostLine, ...]:
    return _answers.posts(actor) if _answers.posts else ()


def waiting_count(actor: User) -> int:
    return _answers.waiting(actor) if _answers.waiting else 0


def bell(actor: User) -> tuple[int, str]:
    """How many reminders are unread, and the address of their page."""
    return _answers.bell(actor) if _answers.bell else (0, "")


def unread_count(actor: User) -> int:
    """How many messages are unread."""
    return _answers.unread(actor) if _answers.unread else 0
