"""Every flow by its key, with its title and the kind of dossier it moves."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from core.enums import DossierKind
from workflows.engine import concerned
from workflows.engine import limits as step_limits
from workflows.engine.nodes import Regulation, Step

if TYPE_CHECKING:
    from core.models import Dossier, User
    from workflows.engine.models import Proceeding


@dataclass(frozen=True, kw_only=True)
class Registration:
    """One flow as pages and commands know it."""

    key: str
    flow: type[Regulation]
    kind: DossierKind
    title: str | Promise
    edition_of: str
    """The key of the first edition, under which whatever is begun goes by the newest in force (`editions.in_force`)."""
    in_force_from: datetime.date | None = None
    """None for the first edition."""


_flows: dict[str, Registration] = {}


def register(
    flow: type[Regulation],
    *,
    key: str,
    kind: DossierKind,
    title: str | Promise,
    limits: dict[str, int] | None = None,
    edition_of: str = "",
    in_force_from: datetime.date | None = None,
) -> None:
    """Make a flow known, at start-up. A key is stored with every work item: chosen once, never reused. A later edition
    names the first one and the day from which it is in force; what began before stays on the edition it began on."""
    if key in _flows and _flows[key].flow is not flow:
        raise ImproperlyConfigured(f"two flows are registered as {key!r}")
    flow.key, flow.kind, flow.process_title = key, kind, title
    _flows[key] = Registration(
        key=key, flow=flow, kind=kind, title=title, edition_of=edition_of or key, in_force_from=in_force_from
    )
    step_limits.declare(limits or {})
    concerned.declare(key, {node.name: node.papers for node in flow.instance.nodes() if isinstance(node, Step)})


def registered() -> list[Registration]:
    """All of them, in the order of their keys."""
    return [_flows[key] for key in sorted(_flows)]


def keys() -> tuple[str, ...]:
    """Every key: what is kept of a question about flows is kept for these."""
    return tuple(_flows)


def registration(key: str) -> Registration:
    """One of them. Raises KeyError for an unknown key."""
    return _flows[key]


def flow(key: str) -> type[Regulation]:
    """The class behind a key. Raises KeyError for an unknown key."""
    return _flows[key].flow


def step(flow_key: str, name: str) -> Step | None:
    """The declared step of a flow; None for one that no flow has any more."""
    found = _flows.get(flow_key)
    return found.flow.step(name) if found else None


def start(*, actor: User | None, flow: str, dossier: Dossier) -> Proceeding:
    """Begin a flow for a dossier; the same as `services.start`."""
    from workflows.engine import services

    return services.start(actor=actor, flow=flow, dossier=dossier)
