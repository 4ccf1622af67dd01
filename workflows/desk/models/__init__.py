"""What the desk stores: meetings and what was decided in them, what a person has not yet sent, and what he was reminded of."""

from workflows.desk.models.agenda import AgendaItem, Vote
from workflows.desk.models.answers import SavedAnswer
from workflows.desk.models.attachments import Attachment
from workflows.desk.models.batches import Batch
from workflows.desk.models.circulations import Circulation, CirculationCopy
from workflows.desk.models.comments import Comment
from workflows.desk.models.consultations import Consultation, ConsultationCopy, Consulted
from workflows.desk.models.drafts import Draft
from workflows.desk.models.invitations import Invitation
from workflows.desk.models.meetings import Attendance, Meeting
from workflows.desk.models.phrases import Phrase
from workflows.desk.models.reminders import Reminder, ReminderCopy
from workflows.desk.models.saved_views import SavedView
from workflows.desk.models.snoozes import Snooze
from workflows.desk.models.urgencies import UrgencyChange

__all__ = [
    "AgendaItem",
    "Attachment",
    "Attendance",
    "Batch",
    "Circulation",
    "CirculationCopy",
    "Comment",
    "Consultation",
    "ConsultationCopy",
    "Consulted",
    "Draft",
    "Invitation",
    "Meeting",
    "Phrase",
    "Reminder",
    "ReminderCopy",
    "SavedAnswer",
    "SavedView",
    "Snooze",
    "UrgencyChange",
    "Vote",
]
