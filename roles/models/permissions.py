"""Guardian's object permissions with real foreign keys: the projection of appointments and delegations.

Guardian finds the direct model of an object by itself (`guardian.utils.get_obj_perms_model`). It asks for a
group model too; no group ever gets a row, because a right must have an origin with a period.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from core.models import Dossier, Organisation


class OrganisationUserPermission(UserObjectPermissionBase):
    """One row per user, duty and organisation; necessary for a right, never sufficient."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="user_permissions")

    class Meta:
        verbose_name = _("机关权限投影")
        constraints = (
            models.UniqueConstraint(fields=["user", "permission", "content_object"], name="roles_orgperm_once"),
        )
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["content_object", "permission", "user"], name="roles_orgperm_holders")
        ]


class OrganisationGroupPermission(GroupObjectPermissionBase):
    """Stays empty (the database refuses rows)."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("机关组权限（不用）")
        constraints = (models.CheckConstraint(name="roles_orggroup_empty", condition=models.Q(pk__isnull=True)),)


class DossierUserPermission(UserObjectPermissionBase):
    """One row per user and dossier he was named to read; necessary for a right, never sufficient."""

    content_object = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="user_permissions")

    class Meta:
        verbose_name = _("案卷权限投影")
        constraints = (
            models.UniqueConstraint(fields=["user", "permission", "content_object"], name="roles_dossierperm_once"),
        )


class DossierGroupPermission(GroupObjectPermissionBase):
    """Stays empty (the database refuses rows)."""

    content_object = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("案卷组权限（不用）")
        constraints = (models.CheckConstraint(name="roles_dossiergroup_empty", condition=models.Q(pk__isnull=True)),)
