"""`manage.py worker` that sends messages into a file; with DIE the first is sent and never noted, for it waits to be killed.
Run as a process by a test."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Letters:
    """A channel that writes the key of each parcel down."""

    @staticmethod
    def is_on() -> bool:
        return True

    @staticmethod
    def send(parcel: Any) -> None:
        file = Path(os.environ["LETTERS"])
        with file.open("a") as letters:
            letters.write(f"{parcel.key}\n")
        if "DIE" in os.environ:
            time.sleep(3600)


def concerned(owed: Any) -> Iterator[Any]:
    """Asked anew whom it concerns: the clerk still."""
    from core import clock
    from core.messages_out.events import Addressee, Content, Fact
    from core.models import Organisation, User

    if owed.abouts is not None:
        clerk, county = User.objects.get(username="clerk"), Organisation.objects.get(code="420301")
        yield Fact(
            key="1", about=1, at=clock.now(), county=county.pk, content=Content(what="计划"),
            addressees=(Addressee(clerk.pk),),
        )  # fmt: skip


def main() -> None:
    """Start Django and work."""
    sys.path.insert(0, str(Path.cwd()))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    from core import clock, jobs, worker
    from core.enums import Channel
    from core.messages_out import channels, events

    events.register(
        events.Event(
            key="test.thing", title="", facts=concerned, holds=set, words=lambda told: told.what, order=1,
            is_urgent=True,
        )
    )  # fmt: skip
    channels._SENDERS = {Channel.EMAIL: Letters}  # type: ignore[dict-item]
    worker.SECONDS_BETWEEN_TICKS = worker.SECONDS_BETWEEN_LOOKS = 0.2
    jobs.discover()
    for name in jobs.duties.keys() - {"core.collect_messages", "core.take_back_lost_jobs"}:
        del jobs.duties[name]
    clock.load()
    call_command("worker")


if __name__ == "__main__":
    main()
