"""The source of this very build as one archive: what AGPL-3.0 section 13 promises to everyone who uses it."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from django.conf import settings

FOLDERS = (
    "config", "core", "disclosure", "docs", "documents", "funds", "locale", "oversight", "plans", "roles", "static",
    "templates", "tests", "workflows",
)  # fmt: skip
FILES = (
    "LICENSE", "README.md", "manage.py", "pyproject.toml", "requirements.in", "requirements.lock", "run", "test",
    "Dockerfile", "compose.yaml", "docker-compose.yml", ".env.example",
)  # fmt: skip
LEFT_OUT = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})


def archive() -> bytes:
    """A tar.gz of the program's own folders and files; never data, settings of the site or secrets."""
    packed = io.BytesIO()
    root = Path(settings.BASE_DIR)
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name in (*FOLDERS, *FILES):
            if (root / name).exists():
                tar.add(root / name, arcname=f"tongchou/{name}", filter=_without_traces)
    return packed.getvalue()


def _without_traces(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """The member without the name of who packed it; nothing for what the interpreter left behind."""
    if LEFT_OUT & set(Path(member.name).parts):
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
