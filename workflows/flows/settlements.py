"""汇总会签意见: every remark of a department gets an answer before the plan goes to the meeting (条例 第二十条)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Invalid
from plans.rules.answers import is_bare_refusal, too_little
from workflows.engine import settled as settled_by_rule
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion
from workflows.flows.forms import Payload, StepForm

SETTLING, COUNTERSIGNING = "working_group_settles", "department_countersigns"
REMARKS = (Decision.APPROVE_WITH_CHANGES, Decision.OBJECT)


class SettlementForm(StepForm):
    """What becomes of each department's remark: taken up, or not and why."""

    panel_template = "flows/settlement.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remarks = list(remarks(self.work_item.dossier_id, self.work_item.round))
        found = settled_by_rule.results(self.work_item.dossier_id)
        here = (COUNTERSIGNING, self.work_item.round)
        self.result = next((one.told for one in found if (one.step, one.round) == here), "")
        before = answers(self.work_item.dossier_id) if self.remarks else {}
        for remark in self.remarks:
            self.fields[f"answer-{remark.pk}"] = forms.CharField(
                label=gettext_lazy("采纳情况"),
                required=False,  # the service names every department that is left without one
                max_length=2000,
                initial=before.get(remark.pk, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def rows(self) -> list[tuple[Opinion, forms.BoundField]]:
        """Each remark with its field, for the panel."""
        return [(remark, self[f"answer-{remark.pk}"]) for remark in self.remarks]

    def payload(self) -> Payload:
        return {"answers": {str(r.pk): self.cleaned_data[f"answer-{r.pk}"] for r in self.remarks}}


def remarks(dossier: int, countersigned: int) -> QuerySet[Opinion]:
    """The replies of one round that ask for a change or object, in the order of the departments."""
    said = Opinion.objects.standing().filter(dossier=dossier, step=COUNTERSIGNING, round=countersigned)
    return (
        said.filter(decision__in=REMARKS).select_related("organisation", "actor").order_by("organisation__path", "pk")
    )


def answers_of(data: Mapping[str, Any] | None) -> dict[int, str]:
    """The payload by remark. Raises Invalid when it is not of that shape."""
    try:
        return {int(pk): str(text).strip() for pk, text in ((data or {}).get("answers") or {}).items()}
    except (ValueError, AttributeError) as error:
        raise Invalid(_("请逐条填写采纳情况")) from error


def require_answered(dossier: int, countersigned: int, said: Mapping[int, str]) -> None:
    """Raises Invalid naming every department whose remark has no answer, or only that it is not adopted."""
    silent = [r.organisation.name for r in remarks(dossier, countersigned) if not said.get(r.pk, "")]
    if silent:
        told = {"departments": "、".join(silent)}
        raise Invalid(_("以下单位的会签意见尚未逐条答复，请填写采纳情况（未采纳的写明理由）：%(departments)s") % told)
    said_little = [r.organisation.name for r in remarks(dossier, countersigned) if too_little(said.get(r.pk, ""))]
    if said_little:
        told = {"departments": "、".join(said_little)}
        raise Invalid(_("以下单位的会签意见，请写明是否采纳和具体情况：%(departments)s") % told)
    bare = [r.organisation.name for r in remarks(dossier, countersigned) if is_bare_refusal(said.get(r.pk, ""))]
    if bare:
        raise Invalid(_("以下单位的会签意见未采纳的，请写明理由：%(departments)s") % {"departments": "、".join(bare)})


def answers(dossier: int) -> dict[int, str]:
    """What was answered last to each remark, also where that was taken back since."""
    settled = Opinion.objects.filter(dossier=dossier, step=SETTLING, decision=Decision.APPROVE)
    last = settled.order_by("-written_at", "-pk").first()
    return answers_of(last.detail) if last else {}


def settled(dossier: int) -> list[tuple[Opinion, str]]:
    """Each remark of the last countersigning with its answer, empty while there is none."""
    last = Opinion.objects.standing().filter(dossier=dossier, step=COUNTERSIGNING).order_by("-round").first()
    found = list(remarks(dossier, last.round)) if last else []
    said = answers(dossier) if found else {}
    return [(remark, said.get(remark.pk, "")) for remark in found]
