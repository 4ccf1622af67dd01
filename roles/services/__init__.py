"""Everything that changes who may do what. Each act is written to the ledger and projected at once."""

from roles.ended import on_appointment_ended
from roles.services.accounts import NewAccount, create_account, deactivate_account, open_accounts, set_password
from roles.services.administrators import set_up_first_administrators
from roles.services.appointments import (
    appoint,
    appoint_all,
    confirm_appointment,
    end_appointment,
    refuse_appointment,
    request_appointment,
    settle_ended,
)
from roles.services.delegations import delegate, revoke
from roles.services.posts import make_post, staff, staff_all
from roles.services.readers import end_reading, name_reader
from roles.services.telephones import set_telephones
from roles.services.tokens import issue_token, revoke_token

__all__ = [
    "NewAccount",
    "appoint",
    "appoint_all",
    "confirm_appointment",
    "create_account",
    "deactivate_account",
    "delegate",
    "end_appointment",
    "end_reading",
    "issue_token",
    "make_post",
    "name_reader",
    "on_appointment_ended",
    "open_accounts",
    "refuse_appointment",
    "request_appointment",
    "revoke",
    "revoke_token",
    "set_password",
    "set_telephones",
    "set_up_first_administrators",
    "settle_ended",
    "staff",
    "staff_all",
]
