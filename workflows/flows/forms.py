"""What a step asks beyond an opinion; desk shows these beside the opinion box.

A form is built with `work_item` and `actor`; `payload()` is what the service call and the command send as `data`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import Invalid
from core.models import User
from core.pages.forms import PrintedTexts
from core.templatetags.words import cn_date
from core.working_days import add_working_days
from plans.enums import APPRAISAL_POINTS, TOWNSHIP_POINTS, ProjectState, Resubmission, ReviewPoint, Verdict
from plans.forms.fields import DayInput
from plans.models import Project, ProjectReview
from plans.services import duplicates, library_rounds, resubmissions, village_rounds
from plans.services.resubmissions import Answer
from plans.services.reviews import Verdicts
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows import verdict_parts
from workflows.flows.verdict_parts import Part

Payload = dict[str, Any]
MOST_NAMED = 10
"""So many of the rows that were left open are named in one line."""


class StepForm(PrintedTexts, forms.Form):
    """Base: knows the work item it belongs to; `concerns` says for which decisions it is asked."""

    panel_template: ClassVar[str] = ""
    concerns: ClassVar[frozenset[Decision]] = frozenset({Decision.APPROVE})

    def __init__(self, *args: Any, work_item: WorkItem, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.work_item, self.actor = work_item, actor

    def filled(self, posted: QueryDict) -> QueryDict | None:
        """What was sent, as a button of the panel fills it in; None where no such button was pressed."""
        return None

    def payload(self) -> Payload:
        raise NotImplementedError


class VerdictForm(StepForm):
    """A verdict, the points that fail and a note, for each project of a round; none is chosen for the reviewer."""

    use_required_attribute = False
    panel_template = "flows/verdicts.html"
    offered: ClassVar[tuple[Verdict, ...]] = tuple(Verdict)
    points: ClassVar[tuple[ReviewPoint, ...]] = TOWNSHIP_POINTS
    doubts_of: ClassVar[bool] = False
    """Whether what looks like another project is pointed out (B20)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.projects = self.listed()
        self.is_long = len(self.projects) > verdict_parts.PAGE
        if self.is_long:
            self.fields["part"] = forms.CharField(label=gettext_lazy("项目"), required=False)
        for project in self.projects:
            self.fields[f"verdict-{project.pk}"] = forms.ChoiceField(
                label=gettext_lazy("意见"),
                choices=[(v.value, v.label) for v in self.offered],
                error_messages={"required": gettext_lazy("请选择意见")},
                widget=forms.RadioSelect,
            )
            self.fields[f"points-{project.pk}"] = forms.MultipleChoiceField(
                label=gettext_lazy("存在问题的审核点"),
                choices=[(point.value, point.label) for point in self.points],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"note-{project.pk}"] = forms.CharField(
                label=gettext_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def listed(self) -> list[Project]:
        raise NotImplementedError

    def rows(self) -> list[tuple[Project, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each project of the page with its three fields, for the panel, its `number` among all, and in `doubts` what it
        looks like."""
        shown = self.shown_part.projects if self.is_long else self.projects
        alike = duplicates.of_projects(shown) if self.doubts_of else {}
        for project in shown:
            project.doubts = [pair.doubt(project.pk) for pair in alike.get(project.pk, ())]  # type: ignore[attr-defined]
            project.number = self.projects.index(project) + 1  # type: ignore[attr-defined]
        return [(p, self[f"verdict-{p.pk}"], self[f"points-{p.pk}"], self[f"note-{p.pk}"]) for p in shown]

    @cached_property
    def parts(self) -> list[Part]:
        """Of a long list what one may turn to."""
        return verdict_parts.parts_of(self.projects, self.left)

    @cached_property
    def left(self) -> set[int]:
        """By key the projects of a long list that are to be judged yet, or of which something wrong was said."""
        return {project.pk for project in self.projects if self._is_left(project.pk)}

    @cached_property
    def shown_part(self) -> Part:
        """What the page shows of a long list: the part asked for, and what is wrong where something is."""
        is_refused = self.is_bound and bool(self.errors)
        return verdict_parts.chosen(self.parts, verdict_parts.OPEN if is_refused else str(self["part"].value() or ""))

    def _is_left(self, pk: int) -> bool:
        names = [f"{name}-{pk}" for name in ("verdict", "points", "note")]
        return not self[names[0]].value() or (self.is_bound and any(name in self.errors for name in names))

    def carried(self) -> Iterator[tuple[str, str]]:
        """What was typed of the projects that a long list does not show now: name and value of each field."""
        shown = {project.pk for project in self.shown_part.projects}
        for pk in (project.pk for project in self.projects if project.pk not in shown):
            for name in (f"verdict-{pk}", f"points-{pk}", f"note-{pk}"):
                typed = self[name].value() or ()
                yield from ((name, str(value)) for value in ([typed] if isinstance(typed, str) else typed))

    def clean(self) -> Payload:
        """Names the rows that were left open; a service asks the same of whoever sends no form."""
        cleaned = super().clean() or self.cleaned_data
        rows = enumerate(self.projects, start=1)
        if left := [f"{n}. {p.name}" for n, p in rows if not self.data.get(f"verdict-{p.pk}")]:
            if len(left) > MOST_NAMED:
                told = _("有%(count)d个项目尚未填写意见：%(names)s等")
                raise forms.ValidationError(told % {"count": len(left), "names": "、".join(left[:MOST_NAMED])})
            raise forms.ValidationError(_("以下项目尚未填写意见：%(names)s") % {"names": "、".join(left)})
        return cleaned

    def filled(self, posted: QueryDict) -> QueryDict | None:
        """All the rest pass: every row without a verdict of which nothing bad was written, of a long list those that the
        page showed (a note is sent of each, empty too); or a long list turns to another part."""
        if "turn_to" in posted:
            turned = posted.copy()
            if part := posted["turn_to"]:
                turned["part"] = str(part)
            return turned
        if "pass_rest" not in posted:
            return None
        changed = posted.copy()
        for pk in (project.pk for project in self.projects if not self.is_long or f"note-{project.pk}" in posted):
            if not any(posted.get(f"{name}-{pk}", "").strip() for name in ("verdict", "points", "note")):
                changed[f"verdict-{pk}"] = Verdict.PASS.value
        return changed

    def payload(self) -> Payload:
        said = {
            str(p.pk): {
                "verdict": self.cleaned_data[f"verdict-{p.pk}"],
                "points": self.cleaned_data[f"points-{p.pk}"],
                "note": self.cleaned_data[f"note-{p.pk}"],
            }
            for p in self.projects
        }
        return {"verdicts": said}

    @staticmethod
    def verdicts(data: Mapping[str, Any] | None) -> dict[int, Verdicts]:
        """The payload as the services take it. Raises Invalid when it is not of that shape."""
        try:
            said = (data or {})["verdicts"]
            return {
                int(pk): Verdicts(Verdict(v["verdict"]), list(v.get("points", [])), str(v.get("note", "")))
                for pk, v in said.items()
            }
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise Invalid(_("请逐个项目填写意见")) from error


class TownshipReviewForm(VerdictForm):
    """The nine points of township review, project by project (domain step 6)."""

    doubts_of = True

    def listed(self) -> list[Project]:
        return list(village_rounds.to_review(self.work_item.dossier_id))


class AppraisalForm(VerdictForm):
    """A department's appraisal of the projects that concern it (domain step 9)."""

    doubts_of = True
    offered = (Verdict.PASS, Verdict.RETURN, Verdict.DROP)
    points = APPRAISAL_POINTS

    def listed(self) -> list[Project]:
        found = library_rounds.of_dossier(self.work_item.dossier_id)
        return library_rounds.appraised_by(found, self.work_item.organisation_id)


class LibraryDecisionForm(VerdictForm):
    """The leading group's decision on each appraised project (domain step 10)."""

    doubts_of = True
    offered = (Verdict.PASS, Verdict.RETURN, Verdict.DROP)

    def listed(self) -> list[Project]:
        appraised = Project.objects.filter(
            library_round__dossier=self.work_item.dossier_id, state=ProjectState.APPRAISED
        )
        return list(appraised.order_by("code"))


class ResubmissionForm(StepForm):
    """What a proposer makes of each project that came back: corrected and proposed again, or withdrawn (a.3); nothing is
    chosen for him."""

    use_required_attribute = False
    panel_template = "flows/resubmissions.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = library_rounds.of_dossier(self.work_item.dossier_id)
        self.reviews = resubmissions.reasons(found, self.work_item.organisation_id)
        for project in (review.project for review in self.reviews):
            self.fields[f"choice-{project.pk}"] = forms.ChoiceField(
                label=gettext_lazy("处理意见"),
                choices=Resubmission.choices,
                error_messages={"required": gettext_lazy("请选择处理意见")},
                widget=forms.RadioSelect,
            )
            self.fields[f"reason-{project.pk}"] = forms.CharField(
                label=gettext_lazy("不再申报的理由"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def rows(self) -> list[tuple[ProjectReview, forms.BoundField, forms.BoundField]]:
        """Each return with its two fields, for the panel."""
        return [(r, self[f"choice-{r.project_id}"], self[f"reason-{r.project_id}"]) for r in self.reviews]

    def payload(self) -> Payload:
        said = {
            str(r.project_id): {
                "choice": self.cleaned_data[f"choice-{r.project_id}"],
                "reason": self.cleaned_data[f"reason-{r.project_id}"],
            }
            for r in self.reviews
        }
        return {"answers": said}

    @staticmethod
    def answers(data: Mapping[str, Any] | None) -> dict[int, Answer]:
        """The payload as the service takes it. Raises Invalid when it is not of that shape."""
        try:
            said = (data or {})["answers"]
            return {int(pk): Answer(Resubmission(a["choice"]), str(a.get("reason", ""))) for pk, a in said.items()}
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise Invalid(_("请逐个项目填写意见")) from error


class DeadlineForm(StepForm):
    """By when those who are written to answer; offered is the limit of the step named by `limit`."""

    limit: ClassVar[str]

    reply_by = forms.DateField(label=gettext_lazy("请于以下日期前回复"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reply_by"].initial = add_working_days(clock.today(), settings.STEP_LIMITS[self.limit])

    def payload(self) -> Payload:
        return {"reply_by": self.cleaned_data["reply_by"].isoformat()}

    @staticmethod
    def reply_by_of(data: Mapping[str, Any] | None) -> datetime.date:
        try:
            day = datetime.date.fromisoformat(str((data or {})["reply_by"]))
        except (KeyError, ValueError) as error:
            raise Invalid(_("请填写回复期限")) from error
        if day <= clock.today():
            raise Invalid(_("回复期限须晚于今天"))
        return day


class CallForm(DeadlineForm):
    """By when villages hand in their projects, as the call says (D01)."""

    limit = "working_group_drafts"
    reply_by = forms.DateField(label=gettext_lazy("项目申报截止"), widget=DayInput())


class ConsultationForm(DeadlineForm):
    """By when the departments reply to the consultation letter (D10), and how the letter would look."""

    panel_template = "flows/consultation.html"
    limit = "department_countersigns"

    @classmethod
    def latest(cls) -> datetime.date:
        """The last day that a letter drafted today may give: signed later, its seats stay open no shorter."""
        return add_working_days(clock.today(), settings.STEP_LIMITS[cls.limit])

    @classmethod
    def reply_by_drafted(cls, data: Mapping[str, Any] | None) -> datetime.date:
        """The day the draft gives. Raises Invalid for one by which the seats would have lapsed (B27)."""
        day = cls.reply_by_of(data)
        if day > (last := cls.latest()):
            told = {"day": cn_date(last)}
            raise Invalid(_("会签期限届满后不再收回复，回复期限最迟为%(day)s") % told)
        return day
