"""Who is behind the numbers that the ledger's facts hold."""

from __future__ import annotations

from core import ledger_names
from core.models import Organisation, User
from documents.models import IssuedDocument
from roles.models import ApiToken, Post


def register() -> None:
    """A person and an organisation as they are called now."""
    ledger_names.register(_people, *PEOPLE)
    ledger_names.register(_organisations, "organisation", "asked_at_organisation")
    ledger_names.register(_posts, "post")
    ledger_names.register(_tokens, "api_token")
    ledger_names.register(_documents, "document", "minutes")


PEOPLE = (
    "asked_of", "deputy", "on_behalf_of", "parts", "present", "proposed_by", "receiver", "relieved", "requested_by", "told",
    "user", "votes",
)  # fmt: skip


def _people(numbers: set[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=numbers).order_by("pk").values_list("pk", "name"))


def _organisations(numbers: set[int]) -> dict[int, str]:
    return dict(Organisation.objects.filter(pk__in=numbers).order_by("pk").values_list("pk", "name"))


def _posts(numbers: set[int]) -> dict[int, str]:
    rows = Post.objects.filter(pk__in=numbers).order_by("pk").values_list("pk", "organisation__name", "title")
    return {pk: f"{organisation}{title}" for pk, organisation, title in rows}


def _tokens(numbers: set[int]) -> dict[int, str]:
    return dict(ApiToken.objects.filter(pk__in=numbers).order_by("pk").values_list("pk", "name"))


def _documents(numbers: set[int]) -> dict[int, str]:
    """By number, or by title where it has none."""
    rows = IssuedDocument.objects.filter(pk__in=numbers).order_by("pk").values_list("pk", "number", "title")
    return {pk: number or title for pk, number, title in rows}
