"""What a service may answer instead of doing what was asked; the message is for a clerk."""

from __future__ import annotations


class DomainError(Exception):
    """Base of every refusal; a refused act has changed nothing."""

    status = 400

    def __init__(self, message: str, *, clause: str = "", field: str = "", page: str = "") -> None:
        """`field` names the one thing given that is to be mended, `page` the address where something else is, where
        there is one."""
        super().__init__(message)
        self.message, self.clause, self.field, self.page = message, clause, field, page


class Refused(DomainError):
    """No right to do this (403)."""

    status = 403


class Invalid(DomainError):
    """What was given breaks a rule; says where and what to do (422)."""

    status = 422


class Conflict(DomainError):
    """Not possible at this stage (409)."""

    status = 409


class Stale(DomainError):
    """Someone acted first (409)."""

    status = 409


class Busy(Stale):
    """Someone is at it just now; the same may go a moment later (409)."""
