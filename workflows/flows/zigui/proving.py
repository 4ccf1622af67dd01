"""The proof: a database, a server and a browser of its own, the story, and the figures of every page."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from django.test.utils import override_settings

from core import clock
from core.browsing import Desk, chromium, installed
from core.own_database import own_database
from core.proofs import ProofFailed
from core.visiting import PLAIN_FILES
from workflows.flows.zigui import figures
from workflows.flows.zigui.county import county
from workflows.flows.zigui.serving import served
from workflows.flows.zigui.story import Story
from workflows.flows.zigui.table import FULL, SHORT

PATIENCE = 180.0
"""Seconds that a page may take on a machine that does much else."""
QUIET = {
    "DEMO": True, "STORAGES": PLAIN_FILES, "SIGNING_PKCS12": "", "SEAL_SERVICE": "",
    "TASKS": {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}},
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}  # fmt: skip
"""A clock that can be moved, files as they lie, no job that runs by itself, and log-ins that cost nothing."""
TOLD_OF = "axes"
"""Whose log of log-ins says nothing here."""


def done(seed: int, *, short: bool) -> Iterator[str]:
    """Yields what was found; raises ProofFailed."""
    if (found := installed()) is None:
        raise ProofFailed("chromium and chromedriver are needed (apt install chromium-driver)")
    size = SHORT if short else FULL
    logging.getLogger(TOLD_OF).setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder, own_database("zigui"), override_settings(**QUIET):
        files = Path(folder)
        pictures = Path(os.environ.get("TONGCHOU_PICTURES") or files / "pictures")
        with override_settings(MEDIA_ROOT=files / "media"), served() as pages:
            made = county(size, Random(seed))  # noqa: S311  chances, not secrets
            with chromium(*found, files / "profile") as browser:
                story = Story(Desk(browser, pages.url, pictures, PATIENCE), pages, made, size, files)
                yield from story.told()
            yield from figures.table(pages.visits)
            figures.judge(pages.visits, story.few, story.many)
            yield f"statements of pages with few and with many rows: {figures.compared(story.few, story.many)}"
    clock.load()
