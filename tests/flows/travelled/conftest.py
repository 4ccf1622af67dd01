"""One year of a small county, travelled once for all who ask what came of it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from documents import archive
from documents.jobs import render_owed
from documents.models import IssuedDocument
from plans.models import PlanVersion
from tests.conftest import BEGINNING
from tests.factories import flows as make
from tests.flows.wayward import Wayward
from workflows.flows.rehearsal.journey import Journey


@dataclass
class Travelled:
    """What the year left behind."""

    journey: Journey
    driver: Wayward
    version: PlanVersion
    texts: dict[int, str]
    files: Path
    pdfs: dict[int, bytes]


@pytest.fixture(scope="package")
def travelled(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Travelled]:
    """The whole way, with what goes wrong; undone when the tests of this folder are over."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=files):
        with time_machine.travel(BEGINNING, tick=True), make.july():
            journey = Journey(make.county(), make.YEAR, make.plan())
            journey.driver = driver = Wayward.instead_of(journey.driver)
            version = journey.travel()
            while render_owed():
                pass
        yield Travelled(journey, driver, version, _read_back(files), files, _kept())
        transaction.set_rollback(True)


def _read_back(folder: Path) -> dict[int, str]:
    """The words of every printed document, without the spaces that printing puts in."""
    return {d.pk: _words(archive.path_of(d.file_sha256)) for d in IssuedDocument.objects.order_by("pk")}


def _kept() -> dict[int, bytes]:
    return {d.pk: archive.read(d.file_sha256) for d in IssuedDocument.objects.order_by("pk")}


def _words(pdf: Path) -> str:
    told = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True, text=True)
    return "".join(told.stdout.split())
