"""Django's permission rows for duties, so that guardian can point at them."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from core.models import Dossier, Organisation
from roles.duties import READ_DOSSIER, Duty


def duty_permissions() -> dict[str, int]:
    """Permission ids by duty; makes the rows that are missing."""
    return _ensure(Organisation, {duty.value: str(duty.label) for duty in Duty})


def dossier_permission() -> int:
    """The id of the permission to read a named dossier."""
    return _ensure(Dossier, {READ_DOSSIER: "查阅案卷"})[READ_DOSSIER]


def ensure_permission_rows(**_sent: object) -> None:
    """After every migrate (and every flush of a test database): all rows exist."""
    duty_permissions()
    dossier_permission()


def _ensure(model: type[Organisation] | type[Dossier], labels: dict[str, str]) -> dict[str, int]:
    content_type = ContentType.objects.get_for_model(model)
    present = Permission.objects.filter(content_type=content_type, codename__in=labels)
    found = dict(present.values_list("codename", "pk"))
    missing = [name for name in labels if name not in found]
    if not missing:
        return found
    rows = [Permission(content_type=content_type, codename=name, name=labels[name]) for name in missing]
    Permission.objects.bulk_create(rows, ignore_conflicts=True)
    return dict(present.all().values_list("codename", "pk"))
