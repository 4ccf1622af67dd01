"""What the desk stores: meetings and what was decided in them, what a person has not yet sent, and what he was reminded of."""

from workflows.desk.models.agenda import AgendaItem, Vote
from workflows.desk.models.answers import SavedAnswer
from workflows.desk.models.drafts import Draft
from workflows.desk.models.invitations import Invitation
from workflows.desk.models.meetings import Attendance, Meeting
from workflows.desk.models.reminders import Reminder, ReminderCopy

__all__ = [
    "AgendaItem",
    "Attendance",
    "Draft",
    "Invitation",
    "Meeting",
    "Reminder",
    "ReminderCopy",
    "SavedAnswer",
    "Vote",
]
