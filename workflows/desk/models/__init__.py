"""What the desk stores: meetings and what was decided in them, and what a person has not yet sent."""

from workflows.desk.models.agenda import AgendaItem, Vote
from workflows.desk.models.drafts import Draft
from workflows.desk.models.invitations import Invitation
from workflows.desk.models.meetings import Attendance, Meeting

__all__ = ["AgendaItem", "Attendance", "Draft", "Invitation", "Meeting", "Vote"]
