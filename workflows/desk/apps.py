"""The desk at start-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "workflows.desk"
    label = "desk"

    def ready(self) -> None:
        from core.pages import people
        from core.pages.navigation import NavItem, register
        from workflows.desk.inbox import waiting_count

        register(NavItem(_("待办"), "desk:inbox", order=10, icon="inbox"))
        register(NavItem(_("会议"), "desk:meetings", order=45, icon="meeting"))
        people.register_waiting_count(waiting_count)
