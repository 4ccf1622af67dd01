"""What the filing letter says of notices, by whoever proposed the projects (D17)."""

from __future__ import annotations

from core.enums import OrganisationKind, Sector
from core.models import Organisation
from plans.drafting.filings import _notices
from plans.models import Project
from plans.services import plan_versions
from plans.services.organs import bureau
from tests.factories import flows as make
from tests.plans.services.test_refusals import drafted, drafter, in_library


def test_only_what_stood_on_notices_is_said_to_have(county: Organisation) -> None:
    version = drafted(county)
    project = in_library(county)
    plan_versions.draw(actor=drafter(county), version=version.pk, projects=[project.pk])
    assert _notices(version).startswith("项目经村级、乡镇两级公示各不少于10日，入库项目已公告。")

    def said_of(proposer: Organisation) -> str:
        Project.objects.filter(pk=project.pk).update(proposer=proposer)
        return _notices(version)

    township = Organisation.objects.get(code=make.TOWNSHIP, kind=OrganisationKind.TOWNSHIP)
    assert said_of(township).startswith("乡镇申报的1个项目经乡镇公示不少于10日，入库")
    told = said_of(bureau(county, Sector.FINANCE))
    assert told.startswith("部门申报的1个项目不经村级、乡镇公示，理由见项目申报表，入库")
