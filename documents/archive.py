"""Files kept by their hash: written whole or not at all, never twice, never over another."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def path_of(sha256: str) -> Path:
    """MEDIA_ROOT/ab/cd/<sha256>.pdf"""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / f"{sha256}.pdf"


def digest(pdf: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(pdf).hexdigest()


def store(pdf: bytes) -> str:
    """Keeps a file and returns its hash."""
    sha256 = digest(pdf)
    path = path_of(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(pdf)
        file.flush()
        os.fsync(file.fileno())
    Path(part).replace(path)
    return sha256


def read(sha256: str) -> bytes:
    """The file, checked against its name."""
    pdf = path_of(sha256).read_bytes()
    if digest(pdf) != sha256:
        raise OSError(f"{path_of(sha256).name}: 文件与其摘要不符")
    return pdf
