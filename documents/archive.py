"""Files kept by their hash: written whole or not at all, never twice, never over another."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def path_of(sha256: str, ending: str = "pdf") -> Path:
    """MEDIA_ROOT/ab/cd/<sha256>.pdf"""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / f"{sha256}.{ending}"


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def store(content: bytes, ending: str = "pdf") -> str:
    """Keeps a file and returns its hash."""
    sha256 = digest(content)
    path = path_of(sha256, ending)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(part).replace(path)
    return sha256


def checked(sha256: str, ending: str = "pdf") -> Path:
    """Where the file lies, checked against its name without holding it in memory."""
    path = path_of(sha256, ending)
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise OSError(f"{path.name}: 文件与其摘要不符")
    return path


def read(sha256: str, ending: str = "pdf") -> bytes:
    """The file, checked against its name."""
    path = path_of(sha256, ending)
    content = path.read_bytes()
    if digest(content) != sha256:
        raise OSError(f"{path.name}: 文件与其摘要不符")
    return content
