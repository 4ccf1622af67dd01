"""Which registers take tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.module_loading import import_string
from django_stubs_ext import StrOrPromise

if TYPE_CHECKING:
    from plans.imports.datasets import Dataset

_datasets: dict[str, str] = {}


def register(key: str, path: str) -> None:
    """Say at start-up that a register takes tables, and where it is: `plans.imports.library.LIBRARY`. It is imported when
    somebody asks, so that no command carries the workbook's library about for nothing."""
    _datasets[key] = path


def dataset(key: str) -> Dataset:
    """KeyError for a register that takes none."""
    found: Dataset = import_string(_datasets[key])
    return found


def registered() -> list[str]:
    return sorted(_datasets)


def title(key: str) -> StrOrPromise:
    """What a register is called; a key of none stays as it is."""
    return dataset(key).title if key in _datasets else key
