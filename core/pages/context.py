"""What the frame of every page needs; computed only if a template asks."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import get_language

from core import clock
from core.generated import holds_generated_data
from core.models import User
from core.pages import looking_after, navigation, people


@dataclass
class Frame:
    """The frame of one page for one person; every part is asked at most once."""

    actor: User | AnonymousUser
    path: str
    address: str
    words: str  # what the search line holds

    @cached_property
    def links(self) -> tuple[navigation.NavLink, ...]:
        return navigation.links(self.actor, self.path)

    @cached_property
    def posts(self) -> tuple[people.PostLine, ...]:
        return people.posts(self.actor) if isinstance(self.actor, User) else ()

    @cached_property
    def post(self) -> people.PostLine | None:
        """The post on the top bar: the one switched to, else the first."""
        return next((post for post in self.posts if post.is_current), self.posts[0] if self.posts else None)

    @cached_property
    def waiting(self) -> int:
        return people.waiting_count(self.actor) if isinstance(self.actor, User) else 0

    @cached_property
    def bell(self) -> tuple[int, str]:
        """How many reminders are unread, and where they lie."""
        return people.bell(self.actor) if isinstance(self.actor, User) else (0, "")

    @cached_property
    def unread(self) -> str:
        """How many messages are unread, as the head says it; at most 99+."""
        number = people.unread_count(self.actor) if isinstance(self.actor, User) else 0
        return f"{number}" if number < 100 else "99+"

    @property
    def is_demo(self) -> bool:
        return bool(settings.DEMO)

    @property
    def is_generated(self) -> bool:
        return holds_generated_data()

    @cached_property
    def is_worker_stopped(self) -> bool:
        """For those who look after the system, and for supervisors."""
        return looking_after.is_told(self.actor)

    @property
    def today(self) -> datetime.date:
        return clock.today()

    @property
    def home(self) -> str:
        """The inbox; it answers searches too."""
        return str(settings.LOGIN_REDIRECT_URL)

    @property
    def is_clock_moved(self) -> bool:
        return clock.ahead() > datetime.timedelta()

    @property
    def other_language(self) -> str:
        """What the language switch leads to."""
        return "zh-hans" if (get_language() or "").startswith("en") else "en"

    @property
    def source_url(self) -> str:
        return str(settings.SOURCE_URL)


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame` in every template."""
    actor = getattr(request, "user", AnonymousUser())
    return {
        "frame": Frame(actor=actor, path=request.path, address=request.get_full_path(), words=request.GET.get("q", ""))
    }
