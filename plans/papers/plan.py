"""D15: the notice that carries the annual plan."""

from __future__ import annotations

from dataclasses import dataclass

from documents.papers import Annex, Block, CodeUse, Disclosure, Enclosure, Layout, Paper, Paragraph
from plans.papers import plan_text
from plans.papers.plan_tables import arrangement_annex, project_annex, source_annex
from plans.papers.rows import ArrangementRow, JustificationRow, ProjectRow, SourceRow, StandardRow


@dataclass(frozen=True, kw_only=True)
class PlanIssuance(Paper):
    """D15 关于印发《…实施方案》的通知: the plan travels under a notice of the county government and is no annex
    of it (四（四）: 要以县级政府文件印发; finding 16). `meetings` are what approved it, in order."""

    kind = "D15"
    genre = "通知"
    layout = Layout.DOCUMENT
    code_use = CodeUse.DOCUMENT
    disclosure = Disclosure.OPEN

    government: str
    county: str
    year: int
    plan_title: str
    recipients: tuple[str, ...]
    copied_to: tuple[str, ...]
    meetings: tuple[str, ...]
    goals: str
    management: str
    safeguards: str
    sources: tuple[SourceRow, ...]
    arrangements: tuple[ArrangementRow, ...]
    projects: tuple[ProjectRow, ...]
    justifications: tuple[JustificationRow, ...] = ()
    warnings: tuple[JustificationRow, ...] = ()
    standards: tuple[StandardRow, ...] = ()
    basis: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.government}关于印发《{self.plan_title}》的通知"

    @property
    def outside_library(self) -> int:
        """How many of its projects the library does not have: none, but for emergencies of an adjustment."""
        return 0

    @property
    def addressees(self) -> tuple[str, ...]:
        return self.recipients

    @property
    def cc(self) -> tuple[str, ...]:
        return self.copied_to

    def body(self) -> tuple[Block, ...]:
        approved = f"已经{'、'.join(self.meetings)}审议通过，" if self.meetings else ""
        return (Paragraph(f"《{self.plan_title}》{approved}现印发给你们，请结合实际，认真组织实施。"),)

    def enclosure(self) -> Enclosure:
        return Enclosure(
            self.plan_title,
            (
                *plan_text.general_requirements(self.county, self.basis, self.goals),
                *plan_text.scope_and_scale(self.year, self.sources),
                *plan_text.arrangement(self.arrangements),
                *plan_text.project_plan(self.year, self.projects, self.outside_library),
                *plan_text.management(self.management),
                *plan_text.duties(self.county),
                *plan_text.safeguards(
                    self.county, self.safeguards, self.justifications, is_deliberated=bool(self.meetings)
                ),
                *plan_text.compliance(self.county, self.warnings, self.standards, is_deliberated=bool(self.meetings)),
                *(
                    Paragraph(f"{'附表：' if number == 1 else ''}{number}. {annex.title}")
                    for number, annex in enumerate(self.annexes(), 1)
                ),
            ),
        )

    def annexes(self) -> tuple[Annex, ...]:
        return (
            source_annex(self.year, self.sources),
            arrangement_annex(self.year, self.arrangements),
            project_annex(self.year, self.projects),
        )
