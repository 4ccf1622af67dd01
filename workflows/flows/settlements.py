"""汇总会签意见: every remark of a department gets an answer before the plan goes to the meeting (条例 第二十条)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Invalid
from plans.drafting.language import official
from plans.rules.answers import begins_with_refusal, is_bare_refusal, too_little
from workflows.engine import settled as settled_by_rule
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion
from workflows.flows.forms import Payload, StepForm

SETTLING, COUNTERSIGNING = "working_group_settles", "department_countersigns"
REMARKS = (Decision.APPROVE_WITH_CHANGES, Decision.OBJECT)


class Adoption(models.TextChoices):
    """What becomes of a remark."""

    WHOLLY = "wholly", gettext_lazy("采纳")
    PARTLY = "partly", gettext_lazy("部分采纳")
    NOT = "not", gettext_lazy("未采纳")


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
            chosen, words = _parted(before.get(remark.pk, ""))
            self.fields[f"adopts-{remark.pk}"] = forms.ChoiceField(
                label=gettext_lazy("是否采纳"),
                required=False,  # the service names every department that is left without an answer
                choices=Adoption.choices,
                initial=chosen,
                widget=forms.RadioSelect,
            )
            self.fields[f"answer-{remark.pk}"] = forms.CharField(
                label=gettext_lazy("采纳情况"),
                required=False,
                max_length=2000,
                initial=words,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def rows(self) -> list[tuple[Opinion, forms.BoundField, forms.BoundField]]:
        """Each remark with its fields, for the panel."""
        return [(remark, self[f"adopts-{remark.pk}"], self[f"answer-{remark.pk}"]) for remark in self.remarks]

    def payload(self) -> Payload:
        """One answer for each remark: what was chosen and the words; none where nothing was chosen."""
        told = {}
        for remark in self.remarks:
            chosen, words = self.cleaned_data[f"adopts-{remark.pk}"], self.cleaned_data[f"answer-{remark.pk}"].strip()
            told[str(remark.pk)] = _said(Adoption(chosen), words) if chosen else ""
        return {"answers": told}


@official
def in_words(adoption: Adoption) -> str:
    """As the answer begins, which papers print."""
    return str(adoption.label)


def _said(adoption: Adoption, words: str) -> str:
    """The answer as it is kept: the choice is not said twice where the words begin with it."""
    choice = in_words(adoption)
    rest = re.sub(rf"^{choice}(?:[：，。；:,;\s]+|$)", "", words)
    return "：".join(filter(None, [choice, rest]))


def _contradicts(answer: str) -> bool:
    """Whether it was chosen to take the remark up and the words refuse it."""
    chosen, words = _parted(answer)
    return chosen == Adoption.WHOLLY and begins_with_refusal(words)


def _parted(answer: str) -> tuple[str, str]:
    """What was chosen and the words of an earlier answer; words alone of one that was given without a choice."""
    said, _colon, words = answer.partition("：")
    chosen = next((one.value for one in Adoption if in_words(one) == said), "")
    return (chosen, words) if chosen else ("", answer)


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
    """Raises Invalid naming every department whose remark has no answer, or only that it is not adopted, or one whose words
    refuse what was chosen."""
    silent = [r.organisation.name for r in remarks(dossier, countersigned) if not said.get(r.pk, "")]
    if silent:
        told = {"departments": "、".join(silent)}
        raise Invalid(
            _("以下单位的会签意见尚未逐条答复，请选择是否采纳，不采纳或者只部分采纳的写明理由：%(departments)s") % told
        )
    said_little = [r.organisation.name for r in remarks(dossier, countersigned) if too_little(said.get(r.pk, ""))]
    if said_little:
        told = {"departments": "、".join(said_little)}
        raise Invalid(_("以下单位的会签意见，请写明是否采纳和具体情况：%(departments)s") % told)
    contrary = [r.organisation.name for r in remarks(dossier, countersigned) if _contradicts(said.get(r.pk, ""))]
    if contrary:
        told = {"departments": "、".join(contrary)}
        raise Invalid(_("以下单位的会签意见选的是采纳，写的是未采纳或者只部分采纳，请改为一致：%(departments)s") % told)
    bare = [r.organisation.name for r in remarks(dossier, countersigned) if is_bare_refusal(said.get(r.pk, ""))]
    if bare:
        told = {"departments": "、".join(bare)}
        raise Invalid(_("以下单位的会签意见未采纳或者只部分采纳的，请写明理由：%(departments)s") % told)


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
