"""How people keep their desks: stock phrases, a saved view, something put aside, and a plan that was made urgent."""

from __future__ import annotations

import datetime

from core import clock
from core.enums import DossierUrgency, OrganisationKind, Sector
from core.models import Dossier, Organisation
from plans.services.organs import organ
from roles.duties import Duty
from workflows.desk import phrases, saved_views, snoozing, urgency
from workflows.desk.facets import Filter
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.people import holder

COUNTYS = ("同意，按程序办理。", "请按会议要求修改后再报。")
OWN = "材料齐全，符合统筹资金使用范围。"
WHY_URGENT = "省财政厅要求年底前完成备案。"
ASIDE = datetime.timedelta(days=1)


def keep(county: Organisation, plan: Dossier) -> None:
    """Of the county's office and of its bureau of agriculture, at whose desk the plan and projects of the library lie."""
    office = organ(county, OrganisationKind.GOVERNMENT_OFFICE)
    editor, director = holder(Duty.EDIT_CHECK, office), holder(Duty.SIGN_OFF, office)
    for text in COUNTYS:
        phrases.add(actor=editor, text=text, county=county)
    urgency.set_urgency(actor=director, dossier=plan.pk, urgency=DossierUrgency.URGENT, reason=WHY_URGENT)
    bureau = Organisation.objects.get(county=county, kind=OrganisationKind.DEPARTMENT, sector=Sector.AGRICULTURE)
    appraiser = holder(Duty.APPRAISE_PROJECTS, bureau)
    phrases.add(actor=appraiser, text=OWN)
    asked = Filter(step="library_round.department_appraises")
    saved_views.save(actor=appraiser, name="项目论证", asked=asked)
    lying = WorkItem.objects.inbox_of(appraiser).by_urgency()
    for item in lying.filter(step="department_appraises", due_at__gt=clock.now() + 2 * ASIDE)[:1]:
        snoozing.put_aside(actor=appraiser, work_item=item.pk, until=clock.today() + ASIDE)
