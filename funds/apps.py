from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    name = "funds"
    label = "funds"

    def ready(self) -> None:
        """Offer the room's pages in the navigation."""
        from core.pages.navigation import NavItem, register
        from funds.compliance import money_seen
        from plans.compliance.reading import register_money
        from plans.imports import registry
        from roles.duties import ADMINISTRATIVE, BELOW_THE_COUNTY, OF_THE_PROVINCE
        from roles.people import unless_only

        register_money(money_seen)
        registry.register("sources", "funds.imports.SOURCES")
        visible = unless_only(*ADMINISTRATIVE, *BELOW_THE_COUNTY, *OF_THE_PROVINCE)
        register(NavItem(_("资金"), "funds:sources", order=50, icon="money", visible=visible))
