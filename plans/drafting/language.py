"""Documents are written in Chinese, whatever language their drafter reads his pages in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils import translation

P = ParamSpec("P")
R = TypeVar("R")


def official(draft: Callable[P, R]) -> Callable[P, R]:
    """Run a drafting function with Chinese labels."""

    @wraps(draft)
    def drafted(*args: P.args, **kwargs: P.kwargs) -> R:
        with translation.override("zh-hans"):
            return draft(*args, **kwargs)

    return drafted
