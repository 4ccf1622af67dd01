"""Reading settings from environment variables, typed, with errors that name the variable."""

from __future__ import annotations

import contextlib
import datetime
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


class WrongSetting(Exception):
    """An environment variable holds what it cannot hold; the message names it."""


def text(name: str, default: str = "") -> str:
    """The variable, or the default when it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, default: bool = False) -> bool:
    """1/true/yes/on or 0/false/no/off."""
    written = text(name).lower()
    if not written:
        return default
    if written in {"1", "true", "yes", "on"}:
        return True
    if written in {"0", "false", "no", "off"}:
        return False
    raise WrongSetting(f"{name} must be 1 or 0, not {written!r}")


def number(name: str, default: int) -> int:
    """A whole number of at least 0."""
    written = text(name)
    if not written:
        return default
    if not written.isdecimal():
        raise WrongSetting(f"{name} must be a whole number, not {written!r}")
    return int(written)


def month_day(name: str, default: str) -> tuple[int, int]:
    """A day of every year: 10-31."""
    written = text(name, default)
    try:
        day = datetime.date.fromisoformat(f"2001-{written}")
    except ValueError as error:
        raise WrongSetting(f"{name} must be a day such as 10-31, not {written!r}") from error
    return day.month, day.day


def one_of(name: str, default: str, allowed: set[str]) -> str:
    """One of the words that are allowed."""
    written = text(name, default)
    if written not in allowed:
        raise WrongSetting(f"{name} must be one of {', '.join(sorted(allowed))}, not {written!r}")
    return written


def listing(name: str, default: str = "") -> list[str]:
    """Values separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def numbers(name: str, default: str) -> tuple[int, ...]:
    """Whole numbers of at least 1, separated by commas."""
    parts = listing(name, default)
    if not all(part.isdecimal() and int(part) for part in parts):
        raise WrongSetting(f"{name} must be whole numbers such as {default}, not {text(name)!r}")
    return tuple(map(int, parts))


def clock_time(name: str, default: str) -> datetime.time:
    """A time of day, HH:MM."""
    written = text(name, default)
    try:
        return datetime.time.fromisoformat(written)
    except ValueError as error:
        raise WrongSetting(f"{name} must be a time such as 17:30, not {written!r}") from error


def database(url: str, statement_timeout: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/name?host=/socket/folder` as Django's dictionary."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise WrongSetting(f"DATABASE_URL must begin with postgresql://, not {parts.scheme or 'nothing'}")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    told = {
        "lock_timeout": "5s",
        "statement_timeout": statement_timeout,
        "idle_in_transaction_session_timeout": "60s",
        "plan_cache_mode": "force_generic_plan",  # core.kept_statements: planned once, whatever the values
        "jit": "off",  # compiling costs more than it saves in statements of a page
    }
    options = " ".join(f"-c {name}={value}" for name, value in told.items())
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": options, "application_name": "tongchou", **query},
    }


def stored_secret(file: Path) -> str:
    """The secret kept in `file`, made on first use; only its owner can read it."""
    with contextlib.suppress(FileNotFoundError):
        return file.read_text()
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(secrets.token_urlsafe(64))
    with contextlib.suppress(FileExistsError):
        os.link(fresh, file)  # whoever comes first wins; the others read his
    fresh.unlink()
    return file.read_text()
