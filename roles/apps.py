from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RolesConfig(AppConfig):
    """Posts, appointments, duties, delegations and the policies that answer who may do what."""

    name = "roles"
    label = "roles"

    def ready(self) -> None:
        """Django makes permission rows after migrating; ours follow the same way. Then the frame of every page."""
        from core.messages_out import events
        from core.pages import people
        from core.pages.navigation import NavItem, register
        from roles import messaged
        from roles.people import administers, post_lines
        from roles.permission_rows import ensure_permission_rows

        post_migrate.connect(ensure_permission_rows, sender=self, dispatch_uid="roles.permission_rows")
        register(NavItem(_("机关与岗位"), "roles:organisations", order=90, icon="organisation"))
        register(NavItem(_("任职申请"), "roles:requests", order=91, icon="person", visible=administers))
        people.register_posts(post_lines)
        events.register(messaged.EVENT)
