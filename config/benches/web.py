"""The served pages under load: gunicorn with two workers, people at work over HTTP on a generated province.

First one person alone, then fifty at a person's pace (one act every ten seconds each), then fifty at the same instant.
An act is: read the inbox, open the task, approve. Server, database and people share the machine.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from config.benches.people import DECISION, INBOX, TASK, Work
from config.management.commands.set_up import NOT_COLLECTED
from config.serve import gunicorn
from core import clock, fresh
from core.benches import Asked, CannotMeasure, Figure, at_most
from core.measuring import percentile
from core.models import User
from core.own_database import address
from core.visiting import Visitor
from documents import fonts
from roles import policies
from workflows.desk import steps
from workflows.engine.models import WorkItem
from workflows.flows.province.making import Size, make

PEOPLE, ALONE, PACE, WARM = 50, 20, 10.0, 20
PREPARED = frozenset({"village_deliberates", "finance_confirms_sources", "working_group_drafts"})
"""Steps that a person approves only after other work, such as entering projects, sources or items."""
NONE = at_most(0, "none")
NEAR = at_most(5, "at most {} x one person's median")
COLLECT = (sys.executable, str(settings.BASE_DIR / "manage.py"), "collectstatic", "--no-input", "--verbosity=0")


def measure(asked: Asked) -> Iterator[Figure | str]:
    """Each size is a province of its own in the bench's database; only the first is made."""
    size = asked.sizes[0]
    make(Size(work_items=size, years=2, counties=None, seed=1, password="!"), lambda _line: None)  # noqa: S106
    work = list(_plain_work())
    rest = iter(work)
    yield f"{WorkItem.objects.count():,} work items, {WorkItem.objects.open().count():,} of them open"
    with _served() as (port, server):
        alone = _acted(port, list(islice(rest, min(ALONE, len(work) // 4))), seats=1, pause=0.0, seconds=asked.seconds)
        if not alone["seconds"].get(DECISION):
            raise CannotMeasure(f"nobody could decide anything: {alone['wrong'][:3]}")
        idle = statistics.median(alone["seconds"][DECISION])
        kept = list(islice(rest, min(PEOPLE, len(work) // 4)))
        at_pace = _acted(port, list(rest), seats=PEOPLE, pause=PACE, seconds=asked.seconds)
        at_once = _acted(port, kept, seats=PEOPLE, pause=0.0, seconds=asked.seconds)
        peak = _peak(server)
    yield from _figures(f"{PEOPLE} people, an act every {PACE:g} s each", at_pace, idle)
    yield from _figures(f"{PEOPLE} people at the same instant", at_once, idle, is_judged=False)
    yield Figure(case="the server's processes together", measure="peak memory, MB", ours=peak)


def _figures(case: str, found: dict[str, Any], idle: float, *, is_judged: bool = True) -> Iterator[Figure | str]:
    decisions = found["seconds"].get(DECISION, [])
    yield Figure(case=f"{case}: {len(decisions)} decisions", measure="errors", ours=len(found["wrong"]), bar=NONE)
    yield from (f"  {times} x {words}" for words, times in Counter(found["wrong"]).most_common(5))
    for kind in (INBOX, TASK, DECISION):
        seconds = found["seconds"].get(kind, [])
        if not seconds:
            continue
        yield Figure(case=f"{case}: {kind}", measure="p50, ms", ours=statistics.median(seconds) * 1e3)
        slow = percentile(seconds, 0.95)
        if kind != DECISION:
            yield Figure(case=f"{case}: {kind}", measure="p95, ms", ours=slow * 1e3)
            continue
        yield Figure(
            case=f"{case}: {kind}", measure="p95, ms", ours=slow * 1e3, peer="one person alone, median",
            theirs=idle * 1e3, ratio=slow / idle, bar=NEAR if is_judged else None,
        )  # fmt: skip


def _plain_work() -> Iterator[Work]:
    """Open items whose step asks for nothing but an opinion, each for one who may decide it now, no dossier twice."""
    ripe = Q(not_before__isnull=True) | Q(not_before__lte=clock.now())
    items = WorkItem.objects.open().filter(ripe, claimed_by__isnull=True).order_by("dossier", "pk").distinct("dossier")
    plain = [item for item in items if _is_plain(item)]
    holders = policies.holders({(item.duty, item.organisation_id) for item in plain})
    people = User.objects.in_bulk({min(found) for found in holders.values() if found})
    for item in plain:
        found = holders[item.duty, item.organisation_id]
        if found:
            yield Visitor(people[min(found)]).cookie, reverse("desk:task", args=[item.pk]), item.step


def _is_plain(item: WorkItem) -> bool:
    step = steps.step(item.flow_key, item.step)
    return step is not None and step.form is None and not step.by_meeting and step.name not in PREPARED


def _acted(port: int, work: list[Work], *, seats: int, pause: float, seconds: float) -> dict[str, Any]:
    told = {"port": port, "queue": work, "seats": seats, "pause": pause, "until": seconds}
    found: dict[str, Any] = fresh.once("config.benches.people:crowd", **told).answer
    return found


@contextmanager
def _served() -> Iterator[tuple[int, int]]:
    """The port of a server on this database, and its process."""
    with tempfile.TemporaryDirectory() as data, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        _lend_faces(Path(data) / "fonts")
        environment = {
            **os.environ, "DATABASE_URL": address(), "DATA_DIR": data, "SECRET_KEY": settings.SECRET_KEY, "DEMO": "0",
            "LOG_LEVEL": "WARNING", "WEB_WORKERS": "2",
        }  # fmt: skip
        subprocess.run([*COLLECT, *(f"--ignore={name}" for name in NOT_COLLECTED)], env=environment, check=True)
        server = subprocess.Popen(gunicorn(port), env=environment)
        try:
            _await(port, server)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait(30)


def _lend_faces(to: Path) -> None:
    """The pages of a step show a draft of its document, and need the faces to do so."""
    to.mkdir()
    for name in fonts.files():
        face = fonts.folder() / name
        if face.exists():
            (to / name).symlink_to(face)


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(300):
        if server.poll() is not None:
            raise CannotMeasure("the web server ended; see above")
        try:
            for _visit in range(WARM):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=10).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise CannotMeasure("the web server does not answer")


def _peak(server: int) -> float:
    """Megabytes that the master and its workers held at most, each counted whole."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
    return sum(_highest(process) for process in (str(server), *children)) / 1024


def _highest(process: str) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
