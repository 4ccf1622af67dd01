"""What the filing's steps ask beyond an opinion: findings and remarks of the province, answers of the county."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import Invalid
from core.working_days import add_working_days
from plans.enums import AnswerState
from plans.forms.fields import DayInput
from plans.models import FilingFinding, PlanItem
from plans.services.filings import Answer, Raised
from workflows.engine.enums import Decision
from workflows.flows.forms import Payload, StepForm

WORDS = ("item", "clause", "text", "requested")
"""The fields of one row of findings."""


class FindingsForm(StepForm):
    """Missing pieces or findings, up to five at a time, and by when the county answers; or what goes with the receipt."""

    panel_template = "flows/findings.html"
    concerns = frozenset({Decision.APPROVE, Decision.SUPPLEMENT, Decision.OBJECT})
    rows_offered = range(1, 6)

    due_on = forms.DateField(label=gettext_lazy("答复期限"), required=False, widget=DayInput())
    remarks = forms.CharField(
        label=gettext_lazy("随回执的意见"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = settings.STEP_LIMITS["county_answers"]
        self.fields["due_on"].initial = add_working_days(clock.today(), days)
        items = PlanItem.objects.filter(version__filing__addressees__dossier=self.work_item.dossier_id).select_related(
            "project"
        )
        choices = [
            ("", _("（不针对具体项目）")),
            *((str(i.pk), f"{i.seq}. {i.project.name}") for i in items.order_by("seq")),
        ]
        for n in self.rows_offered:
            self.fields[f"item-{n}"] = forms.ChoiceField(label=gettext_lazy("项目"), choices=choices, required=False)
            self.fields[f"clause-{n}"] = forms.CharField(label=gettext_lazy("依据条款"), required=False, max_length=200)
            self.fields[f"text-{n}"] = forms.CharField(label=gettext_lazy("问题"), required=False)
            self.fields[f"requested-{n}"] = forms.CharField(label=gettext_lazy("要求"), required=False)

    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [
            (n, self[f"item-{n}"], self[f"clause-{n}"], self[f"text-{n}"], self[f"requested-{n}"])
            for n in self.rows_offered
        ]

    def payload(self) -> Payload:
        """Every row in which anything stands: what is half written is refused by the service and never dropped."""
        rows = [{name: self.cleaned_data[f"{name}-{n}"] for name in WORDS} for n in self.rows_offered]
        due_on = self.cleaned_data["due_on"]
        return {
            "findings": [row for row in rows if any(row.values())],
            "due_on": due_on.isoformat() if due_on else "",
            "remarks": self.cleaned_data["remarks"],
        }

    @staticmethod
    def lines(data: Mapping[str, Any]) -> list[str]:
        """Each piece or finding that was handed in, in one line for the story of the dossier, and the remarks."""
        told = []
        for number, row in enumerate(data.get("findings") or [], 1):
            clause = _("（%(clause)s）") % {"clause": row["clause"]} if row.get("clause") else ""
            asked = _("要求：%(requested)s") % {"requested": row["requested"]}
            told.append(f"{number}. {row['text']} {asked}{clause}")
        if remarks := FindingsForm.remarks_of(data):
            told.append(_("随回执的意见：%(remarks)s") % {"remarks": remarks})
        return told

    @staticmethod
    def raised(data: Mapping[str, Any] | None) -> tuple[list[Raised], datetime.date]:
        """The payload as the service takes it: what is raised, and by when it is answered."""
        try:
            due_on = datetime.date.fromisoformat(str((data or {})["due_on"]))
            rows = [(r["text"], r["requested"], r.get("clause", ""), r.get("item")) for r in (data or {})["findings"]]
        except (KeyError, ValueError, TypeError) as error:
            raise Invalid(_("请逐条写明问题、要求和答复期限")) from error
        items = {str(i.pk): i for i in PlanItem.objects.filter(pk__in=[r[3] for r in rows if r[3]])}
        return [Raised(text, requested, clause, items.get(str(pk))) for text, requested, clause, pk in rows], due_on

    @staticmethod
    def remarks_of(data: Mapping[str, Any] | None) -> str:
        """What is to be said with the receipt."""
        return str((data or {}).get("remarks") or "").strip()


@dataclass(frozen=True)
class AnswerRow:
    """One finding beside the fields of its answer, as the panel shows them."""

    finding: FilingFinding
    state: forms.BoundField
    response: forms.BoundField
    done_by: forms.BoundField
    evidence: forms.BoundField


class AnswerForm(StepForm):
    """The county's answer to each open finding: how far it is, what was done or why not, by when, what shows it
    (domain step 21)."""

    panel_template = "flows/answers.html"
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        still_open = FilingFinding.objects.filter(
            addressee__dossier=self.work_item.dossier_id, answered_at__isnull=True
        )
        self.findings = list(still_open.select_related("item__project__proposer").order_by("pk"))
        for finding in self.findings:
            self.fields[f"state-{finding.pk}"] = forms.ChoiceField(
                label=gettext_lazy("办理结果"), choices=AnswerState.choices, initial=finding.state,
                widget=forms.RadioSelect, error_messages={"required": gettext_lazy("请选择办理结果")},
            )  # fmt: skip
            self.fields[f"response-{finding.pk}"] = forms.CharField(
                label=gettext_lazy("办理情况，或不采纳的理由"), initial=finding.response, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip
            self.fields[f"done_by-{finding.pk}"] = forms.DateField(
                label=gettext_lazy("完成时限（正在办理的填写）"), initial=finding.done_by, required=False,
                widget=DayInput(),
            )  # fmt: skip
            self.fields[f"evidence-{finding.pk}"] = forms.CharField(
                label=gettext_lazy("佐证材料（已完成的填写）"), initial=finding.evidence, required=False, max_length=500
            )

    def rows(self) -> list[AnswerRow]:
        names = ("state", "response", "done_by", "evidence")
        return [AnswerRow(f, *(self[f"{name}-{f.pk}"] for name in names)) for f in self.findings]

    def payload(self) -> Payload:
        said = {}
        for pk in (finding.pk for finding in self.findings):
            done_by = self.cleaned_data[f"done_by-{pk}"]
            said[str(pk)] = {
                "state": self.cleaned_data[f"state-{pk}"],
                "text": self.cleaned_data[f"response-{pk}"],
                "done_by": done_by.isoformat() if done_by else "",
                "evidence": self.cleaned_data[f"evidence-{pk}"],
            }
        return {"responses": said}

    @staticmethod
    def responses(data: Mapping[str, Any] | None) -> dict[int, Answer]:
        """The payload as the service takes it. Raises Invalid when it is not of that shape."""
        try:
            return {int(pk): _answer(said) for pk, said in (data or {})["responses"].items()}
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise Invalid(_("请逐条答复，并选择办理结果")) from error


def _answer(said: Mapping[str, Any]) -> Answer:
    day = said.get("done_by")
    return Answer(
        state=AnswerState(said["state"]),
        text=str(said["text"]),
        done_by=datetime.date.fromisoformat(str(day)) if day else None,
        evidence=str(said.get("evidence") or ""),
    )
