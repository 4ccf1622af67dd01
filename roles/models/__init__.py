"""Posts, who holds them and for whom he acts; and guardian's rows, their projection."""

from roles.models.delegations import Delegation, DelegationDuty
from roles.models.permissions import (
    DossierGroupPermission,
    DossierUserPermission,
    OrganisationGroupPermission,
    OrganisationUserPermission,
)
from roles.models.posts import Appointment, Post, PostDuty
from roles.models.readers import DossierReader
from roles.models.requests import AppointmentRequest
from roles.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "Appointment",
    "AppointmentRequest",
    "Delegation",
    "DelegationDuty",
    "DossierGroupPermission",
    "DossierReader",
    "DossierUserPermission",
    "OrganisationGroupPermission",
    "OrganisationUserPermission",
    "Post",
    "PostDuty",
]
