"""A project as the papers list it."""

from __future__ import annotations

from decimal import Decimal

from plans.drafting.measures import quantity_words, standard_words, support_words
from plans.models import PlanItem, Project
from plans.papers import ProjectRow


def project_row(project: Project) -> ProjectRow:
    """From the register, without funding."""
    return ProjectRow(
        code=project.code,
        name=project.name,
        category=project.get_category_display(),
        nature=project.get_nature_display(),
        place=project.location,
        content=project.content,
        amount=project.amount,
        quantity=quantity_words(project),
        standard=standard_words(project),
        support=support_words(project),
        implementation=str(project.get_implement_mode_display()),
        integration=str(project.get_integration_mode_display()),
        funding_method=project.funding_method,
        platform=project.platform,
        competent=project.competent.name,
        responsible_unit=project.responsible_unit,
        responsible_person=project.responsible_person,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        target=project.target,
        villages="、".join(village.name for village in project.villages.all()),
        households=project.households,
        people=project.people,
        poor_households=project.poor_households,
        poor_people=project.poor_people,
        linkage=project.linkage,
        note=project.amount_note,
    )


def item_row(item: PlanItem, levels: dict[str, Decimal]) -> ProjectRow:
    """As a plan lists it: the plan's amount and mandatory elements (四（四）·5), and what each level pays (附表3)."""
    project = project_row(item.project)
    changed = {
        "amount": item.amount,
        "total": item.project.amount,
        "content": item.content,
        "quantity": quantity_words(item),
        "standard": standard_words(item),
        "platform": item.platform,
        "schedule": item.schedule,
        "responsible_unit": item.responsible_unit,
        **levels,
    }
    return ProjectRow(**{**vars(project), **changed})
