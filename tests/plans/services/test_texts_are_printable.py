"""No text that gets printed may hold what cannot be printed: refused by the services, kept in the forms."""

from __future__ import annotations

import datetime
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import Invalid
from core.models import Organisation, User
from documents import fontpackages
from plans.enums import AnswerState, NoticeKind, Verdict
from plans.forms.rounds import ProjectForm
from plans.models import FilingAddressee, FilingFinding, Notice, Project
from plans.services import filings, notices, plan_versions, projects
from plans.services.filings import Raised
from plans.services.reviews import Verdicts, review
from tests.plans.services.test_refusals import clerk, drafted, drafter, met, posted, proposed, village
from workflows.desk import services as desk
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem

BACKEND = "django.contrib.auth.backends.ModelBackend"
BAD = "通组公路😀"


@pytest.fixture(scope="module", autouse=True)
def _faces() -> None:
    fontpackages.install(lambda line: None)


@pytest.mark.parametrize("name", [BAD, "通组\u202e公路", "通组\u200b公路"])
def test_a_project_with_such_a_name_is_not_proposed(county: Organisation, name: str) -> None:
    with pytest.raises(Invalid, match="项目名称"):
        proposed(county, name=name)
    assert not Project.objects.filter(name=name).exists()


def test_a_change_is_refused(county: Organisation) -> None:
    project = proposed(county).projects.get()
    with pytest.raises(Invalid, match="建设任务及规模"):
        projects.change(actor=clerk(), project=project.pk, fields={"content": BAD})
    project.refresh_from_db()
    assert project.content != BAD


def test_the_meeting_the_opinion_and_the_plan_are_refused(county: Organisation) -> None:
    with pytest.raises(Invalid, match="决议"):
        met(opened := proposed(county), resolution=BAD)
    met(opened)
    [item] = WorkItem.objects.open().filter(dossier=opened.dossier)
    with pytest.raises(Invalid, match="“意见”第5个字符"):
        desk.decide(actor=clerk(), work_item=item.pk, decision=Decision.APPROVE, opinion=BAD, request_id=uuid4())
    assert not Opinion.objects.filter(task_id=item.pk).exists()
    version = drafted(county)
    with pytest.raises(Invalid, match="U\\+1F600"):
        plan_versions.change_texts(actor=drafter(county), version=version.pk, texts={"goals": BAD})


def test_a_verdict_s_note_and_an_objection_are_refused(county: Organisation) -> None:
    project = posted(county).projects.get()
    with pytest.raises(Invalid, match="说明"):
        review(
            actor=clerk(), organisation=village(), stage="township", work_item=0, projects=[project],  # type: ignore[arg-type]
            verdicts={project.pk: Verdicts(Verdict.SUPPLEMENT, ["estimate"], BAD)}, passed_state=None,
        )  # fmt: skip
    notice = Notice.objects.get(kind=NoticeKind.VILLAGE)
    with pytest.raises(Invalid, match="异议"):
        notices.object_to(notice=notice, text=BAD)
    assert not notice.objections.exists()


@pytest.mark.parametrize(
    ("raised", "place"),
    [
        (Raised(BAD, "请补充。"), "第1条：问题"),
        (Raised("缺少明细表。", BAD), "第1条：要求"),
        (Raised("缺少明细表。", "请补充。", BAD), "第1条：依据条款"),
    ],
)
def test_a_finding_is_refused(raised: Raised, place: str) -> None:
    with pytest.raises(Invalid, match=f"“{place}”第5个字符"):
        filings.raise_findings(
            actor=User(), addressee=FilingAddressee(), clerk=User(), raised=[raised],
            due_on=clock.today() + datetime.timedelta(days=5),
            is_supplement=False,
        )  # fmt: skip


def test_an_answer_to_a_finding_is_refused() -> None:
    found = "findings.filter.return_value.select_related.return_value.order_by.return_value"
    still_open = Mock(**{found: [FilingFinding(pk=1, text="缺表。")]})
    answer = filings.Answer(state=AnswerState.DONE, text=BAD, evidence="见附件")
    with pytest.raises(Invalid, match="“答复”第5个字符"):
        filings.answer(addressee=still_open, answers={1: answer})


def test_the_form_marks_the_field_and_keeps_the_text(county: Organisation, client: Client) -> None:
    project = proposed(county).projects.get()
    client.force_login(clerk(), backend=BACKEND)
    form = ProjectForm(instance=project, proposer=village())
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}
    answer = client.post(reverse("plans:change_project", args=[project.pk]), typed | {"name": BAD})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{BAD}"' in page
    assert "第5个字符" in page
    assert set(answer.context["form"].errors) == {"name"}


def test_the_desk_names_the_opinion_and_keeps_it(county: Organisation, client: Client) -> None:
    opened = met(proposed(county))
    [item] = WorkItem.objects.open().filter(dossier=opened.dossier)
    client.force_login(clerk(), backend=BACKEND)
    typed = {"decision": "approve", "opinion": BAD, "request_id": str(uuid4())}
    page = client.post(reverse("desk:task", args=[item.pk]), typed).content.decode()
    assert "意见：第5个字符" in page
    assert page.count(BAD) >= 1
