from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    name = "funds"
    label = "funds"

    def ready(self) -> None:
        """Offer the room's pages in the navigation, its registers to tables, its pools to programs, and tell what moved
        and what a return of a batch may name."""
        from core.messages_out import events
        from core.pages.navigation import NavItem, register
        from documents import reliances
        from funds import citing, ledger_words, messaged, year_end_calls, year_end_told
        from funds.compliance import money_seen
        from funds.reliances import of_batch
        from plans.compliance.reading import register_money
        from plans.imports import registry
        from roles.duties import ADMINISTRATIVE, BELOW_THE_COUNTY, OF_THE_PROVINCE, Duty
        from roles.people import unless_only
        from workflows.desk import calls
        from workflows.desk.api import endpoints

        ledger_words.give()
        citing.register_all()
        reliances.register("funds.batch", of_batch)
        register_money(money_seen)
        events.register(messaged.MOVED, *year_end_told.EVENTS)
        calls.register(year_end_calls.CALL)
        endpoints.register("pools/<int:pk>/", "pool", "funds.api.PoolView")
        registry.register("sources", "funds.imports.SOURCES")
        registry.register("items", "funds.item_sheets.ITEMS")
        registry.register("batch", "funds.batch_sheets.BATCH")
        registry.register("movements", "funds.movement_sheets.MOVEMENTS")
        registry.register("payments", "funds.payment_sheets.PAYMENTS")
        visible = unless_only(*ADMINISTRATIVE, *BELOW_THE_COUNTY, *OF_THE_PROVINCE)
        county = unless_only(*ADMINISTRATIVE, *OF_THE_PROVINCE, Duty.PROPOSE_PROJECTS, Duty.HANDLE_OBJECTION)
        register(NavItem(_("单项变更"), "funds:changes", order=45, icon="edit", visible=county))
        register(NavItem(_("资金"), "funds:sources", order=50, icon="money", visible=visible))
