"""The desk at start-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "workflows.desk"
    label = "desk"

    def ready(self) -> None:
        from django.core import checks

        from core.messages_out import events
        from core.pages import people
        from core.pages.navigation import NavItem, register
        from roles.duties import ADMINISTRATIVE, BELOW_THE_COUNTY, OF_THE_PROVINCE
        from roles.people import unless_only
        from workflows.desk import (
            added_steps,
            asked_for_help,
            assistance_told,
            borders,
            calls,
            circulations,
            coming,
            consultations_asked,
            consultations_told,
            invitations,
            messaged,
            messaged_asides,
            messaged_assistance,
            messaged_consultations,
            messaged_dates,
            messaged_terminations,
            packages,
            remarks,
            reminded,
            saved_views,
            separation_report,
            terminations,
            timeline,
            unread,
            unsigned,
            vacant,
        )
        from workflows.desk.enums import Act as DeskAct
        from workflows.desk.inbox import bell, unread_messages, waiting_count
        from workflows.desk.limit_lists import sets_limits
        from workflows.engine.enums import Act

        checks.register(borders.check_ends, "flows")
        register(NavItem(_("待办"), "desk:inbox", order=10, icon="inbox"))
        meets = unless_only(*ADMINISTRATIVE, *BELOW_THE_COUNTY, *OF_THE_PROVINCE)
        register(NavItem(_("会议"), "desk:meetings", order=45, icon="meeting", visible=meets))
        register(NavItem(_("办理期限"), "desk:limits", order=88, icon="clock", visible=sets_limits))
        register(NavItem(_("职责分离"), "desk:separation", order=89, icon="person", visible=separation_report.reads))
        people.register_waiting_count(waiting_count)
        people.register_bell(bell)
        people.register_unread_count(unread_messages)
        calls.register(calls.Call("news", invitations.unread_by, invitations.words, "desk:meetings"))
        calls.register(asked_for_help.CALL)
        packages.register(assistance_told.MEMBER, assistance_told.TITLE, assistance_told.kept)
        calls.register(terminations.CALL)
        packages.register(added_steps.MEMBER, added_steps.TITLE, added_steps.kept)
        packages.register(terminations.MEMBER, terminations.TITLE, terminations.kept)
        remarks.register(terminations.KEY, terminations.REMARK)
        calls.register(coming.TO_CONVENE)
        calls.register(coming.COMING)
        calls.register(unsigned.CALL)
        calls.register(reminded.CALL)
        calls.register(unread.CALL)
        calls.register(saved_views.CALL)
        calls.register(vacant.CALL)
        calls.register(circulations.CALL)
        calls.register(consultations_asked.CALL)
        packages.register(consultations_told.MEMBER, consultations_told.TITLE, consultations_told.kept)
        events.register(vacant.EVENT, *messaged.EVENTS, *messaged_assistance.EVENTS, *messaged_dates.EVENTS)
        events.register(*messaged_asides.EVENTS, *messaged_terminations.EVENTS, *messaged_consultations.EVENTS)
        timeline.tell(Act.GATHER, Act.MIGRATE, Act.SUSPEND, Act.RESUME, DeskAct.SET_URGENCY)
        timeline.tell(Act.ADD_STEP, Act.RECALL_STEP)
        timeline.tell(Act.PROPOSE_END, Act.RECALL_END, Act.LAY_ANEW, Act.KEEP_ON, Act.TERMINATE)
