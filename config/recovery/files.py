"""The stored files: each lies under its own SHA-256, so that a copy can be judged by its name alone."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from documents.models import IssuedDocument
from workflows.desk.models import Attachment

NAMED_BY_HASH = re.compile(r"[0-9a-f]{64}")
PORTION = 1 << 20


def stored(root: Path) -> Iterator[Path]:
    """Every whole file below the folder, in the order of their paths; half-written ones are passed over."""
    if root.is_dir():
        yield from sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".part")


def owed() -> set[str]:
    """The hashes of the files that the database speaks of."""
    printed = IssuedDocument.objects.exclude(file_sha256="").order_by().values_list("file_sha256", flat=True)
    attached = Attachment.objects.standing().order_by().values_list("sha256", flat=True)
    return set(printed) | set(attached)


def digest(path: Path) -> str:
    """The SHA-256 of a file, read in portions."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while portion := file.read(PORTION):
            found.update(portion)
    return found.hexdigest()


def named_hash(path: Path) -> str:
    """The hash that the file's name promises; empty when the name promises none."""
    promised = NAMED_BY_HASH.fullmatch(path.name.split(".", 1)[0])
    return promised[0] if promised else ""


def copy(source: Path, target: Path) -> str:
    """Copy a file so that it is there whole or not at all, and return the hash of what was written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.part")
    shutil.copyfile(source, half)
    with half.open("rb+") as file:
        os.fsync(file.fileno())
    half.chmod(0o600)
    half.replace(target)
    return digest(target)
