from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "oversight"
    label = "oversight"

    def ready(self) -> None:
        """Offer the watchers' pages in the navigation to those who watch, and give the ledger its words."""
        from core import ledger_words
        from core.messages_out import events
        from core.pages import looking_after
        from core.pages.navigation import NavItem, register
        from oversight import bulletin_calls, messaged, named_in_ledger, slip_calls, slip_remarks, urge_page, urged
        from oversight.areas import examines, keeps_system, reads_ledgers, supervises
        from oversight.ledger_words import ACTIONS, FACTS, fields, values
        from oversight.slips import standing_still
        from workflows.desk import calls, packages, pressing, remarks
        from workflows.desk.api import endpoints
        from workflows.engine import services as engine

        ledger_words.register(facts=fields())
        named_in_ledger.register()
        ledger_words.register(actions=ACTIONS, facts=FACTS, values=values())

        calls.register(urged.CALL)
        endpoints.register("tasks/<int:pk>/urge/", "urge", "oversight.api.UrgeView")
        events.register(*messaged.EVENTS)
        calls.register(bulletin_calls.CALL)
        for call in slip_calls.CALLS:
            calls.register(call)
        remarks.register("urged", urged.REMARK)
        pressing.register(urge_page.offered)
        remarks.register("slips", slip_remarks.REMARK)
        packages.register(slip_remarks.MEMBER, slip_remarks.TITLE, slip_remarks.kept)

        engine.when_resumed("slips", standing_still.go_on)

        looking_after.register(keeps_system)
        looking_after.register(supervises)

        register(NavItem(_("督办"), "oversight:overdue", order=80, icon="supervise", visible=supervises))
        register(NavItem(_("台账"), "oversight:ledger", order=85, icon="seal", visible=reads_ledgers))
        register(NavItem(_("夜间核对"), "oversight:deviations", order=87, icon="search", visible=examines))
        register(NavItem(_("工作日历"), "oversight:calendar", order=90, icon="clock", visible=keeps_system))
        register(NavItem(_("运行状况"), "oversight:operations", order=92, icon="setting", visible=keeps_system))
        register(
            NavItem(_("演示时钟"), "oversight:clock", order=95, icon="clock", visible=lambda _actor: settings.DEMO)
        )
