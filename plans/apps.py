from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "plans"
    label = "plans"

    def ready(self) -> None:
        """Offer the room's pages in the navigation and its register among those of an agency, say what rests on
        a document, and what counts against whom on a later round."""
        from core.pages.navigation import NavItem, register
        from documents import books, outcomes, reliances
        from plans import citing, ledger_words, left_out, objections, searching, separation, unsent
        from plans.imports import registry
        from plans.outcomes import of_notice as how_ended
        from plans.registers import FILED
        from plans.reliances import of_filing, of_notice, of_step, of_version
        from roles.duties import ADMINISTRATIVE, BELOW_THE_COUNTY, OF_THE_PROVINCE
        from roles.people import unless_only
        from workflows.desk import calls, timeline
        from workflows.desk import searching as top_bar
        from workflows.desk import unsent as drafts
        from workflows.desk.limit_lists import sets_limits

        registry.register("library", "plans.imports.library.LIBRARY")
        registry.register("needs", "plans.imports.needs.NEEDS")
        registry.register("arrangement", "plans.imports.arrangement.ARRANGEMENT")
        separation.tell_trails()
        ledger_words.give()
        citing.register_all()
        books.register(FILED)
        reliances.register("plans.version", of_version)
        reliances.register("plans.filing", of_filing)
        reliances.register("plans.notice", of_notice)
        reliances.register("plans.step", of_step)
        outcomes.register("plans.notice", how_ended)

        timeline.tell("plan.justified")
        top_bar.register("projects", searching.found)
        timeline.tell("project.withdrawn", "project.dropped")
        calls.register(objections.CALL)
        calls.register(calls.Call("left_out", left_out.waiting_for, left_out.words, "plans:library"))
        drafts.register("plans.projects", unsent.of)

        county = unless_only(*ADMINISTRATIVE, *OF_THE_PROVINCE)
        plan = unless_only(*ADMINISTRATIVE, *BELOW_THE_COUNTY, *OF_THE_PROVINCE)
        filing = unless_only(*ADMINISTRATIVE, *BELOW_THE_COUNTY)
        register(NavItem(_("项目申报"), "plans:rounds", order=20, icon="edit", visible=county))
        register(NavItem(_("项目库"), "plans:library", order=30, icon="library", visible=county))
        register(NavItem(_("补助标准"), "plans:standards", order=35, icon="library", visible=plan))
        register(NavItem(_("年度方案"), "plans:plans", order=40, icon="plan", visible=plan))
        register(NavItem(_("统筹规划"), "plans:master_plans", order=45, icon="plan", visible=county))
        register(NavItem(_("备案"), "plans:filings", order=60, icon="filing", visible=filing))
        register(NavItem(_("合规标准"), "plans:thresholds", order=88, icon="plan", visible=sets_limits))
        register(NavItem(_("公示与异议"), "plans:notices", order=65, icon="notice", visible=county))
