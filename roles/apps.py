from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RolesConfig(AppConfig):
    """Posts, appointments, duties, delegations and the policies that answer who may do what."""

    name = "roles"
    label = "roles"

    def ready(self) -> None:
        """Django makes permission rows after migrating; ours follow the same way."""
        from roles.permission_rows import ensure_permission_rows

        post_migrate.connect(ensure_permission_rows, sender=self, dispatch_uid="roles.permission_rows")
