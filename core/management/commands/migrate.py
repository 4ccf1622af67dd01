"""`manage.py migrate`: Django's, which draws again only the model that a migration changes.

Django draws again every model that is related to it. Here nearly all are, through the accounts, so that each added
column or constraint drew forty models: nine tenths of the time. The SQL of a change is made from the changed model
alone. Its neighbours matter where a relation or a field that others point at changes, and then they are drawn too;
a migration that runs Python is given all models drawn afresh, as ever, since the state says that it is behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations import state
from django.db.models.utils import make_model_tuple


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with drawing_only_what_changes():
            super().handle(*args, **options)


@contextmanager
def drawing_only_what_changes() -> Iterator[None]:
    """Within the block a change draws its model, those that inherit from it and, where it is one of relations, its
    neighbours."""
    before = state.ProjectState._find_reload_model  # type: ignore[attr-defined]  # noqa: SLF001
    state.ProjectState._find_reload_model = _to_draw  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        yield
    finally:
        state.ProjectState._find_reload_model = before  # type: ignore[attr-defined]  # noqa: SLF001


def _to_draw(drawn: state.ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    """Labels and names in small letters; `delay` is Django's word for a change that no other model sees."""
    drawn.is_delayed = True  # all are drawn before Python runs
    itself = {(app_label, model_name)}
    try:
        model = drawn.apps.get_model(app_label, model_name)
    except LookupError:  # made by this very migration
        return itself
    if not delay:
        return itself | state.get_related_models_tuples(model)
    return itself | {make_model_tuple(heir) for heir in model.__subclasses__()}
