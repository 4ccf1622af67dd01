"""What the desk stores: meetings and what was decided in them."""

from workflows.desk.models.agenda import AgendaItem, Vote
from workflows.desk.models.meetings import Attendance, Meeting

__all__ = ["AgendaItem", "Attendance", "Meeting", "Vote"]
