"""What a step asks beside an opinion, as a program reads and answers it: the fields of the step's own form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from core.pages.forms import WanField
from workflows.desk.views.tasks import concerns
from workflows.engine.enums import Decision

TYPES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.BooleanField, "boolean"),
    (forms.MultipleChoiceField, "choices"),
    (forms.ModelMultipleChoiceField, "choices"),
    (forms.ChoiceField, "choice"),
    (forms.ModelChoiceField, "choice"),
    (forms.IntegerField, "integer"),
    (forms.DateField, "date"),
    (WanField, "amount_in_wan"),
)
MOST_CHOICES = 500


def asked_by(form: Any) -> list[dict[str, Any]]:
    """Every field of the form; none of no form."""
    return [_asked(form, name, field) for name, field in form.fields.items()] if form is not None else []


def asked_for(form: Any, step: Any) -> list[str]:
    """For which of the step's decisions they are asked, sending back among them."""
    offered = [*step.decisions, *([Decision.RETURN] if step.returns_to else [])] if form is not None else []
    return [decision.value for decision in offered if concerns(form, decision)]


def answers_by(form: Any, told: Mapping[str, Any]) -> dict[str, str]:
    """Names of fields of the form by the members that hold their answers, for pointers to mistakes."""
    return {name: f"/answers/{form.add_prefix(name)}" for name in form.fields} | {
        f"/{name}": f"/answers/{name}" for name in told
    }


def unknown(form: Any, told: Mapping[str, Any]) -> list[str]:
    """Answers that nothing asks for."""
    names = {form.add_prefix(name) for name in form.fields} if form is not None else set()
    return sorted(set(told) - names)


def as_typed(told: Mapping[str, Any]) -> QueryDict:
    """The answers as a page sends them."""
    typed = QueryDict(mutable=True)
    for name, value in told.items():
        if isinstance(value, list):
            typed.setlist(name, [str(one) for one in value])
        elif value is True:
            typed[name] = "on"
        elif value is not None and value is not False:
            typed[name] = str(value)
    return typed


def _asked(form: Any, name: str, field: forms.Field) -> dict[str, Any]:
    kind = next((word for cls, word in TYPES if isinstance(field, cls)), "text")
    choices = list(getattr(field, "choices", ()))[:MOST_CHOICES] if kind in ("choice", "choices") else []
    return {
        "name": form.add_prefix(name),
        "label": str(field.label or ""),
        "type": kind,
        "required": field.required,
        "help": str(field.help_text or ""),
        "choices": [{"value": str(value), "label": str(label)} for value, label in choices],
    }
