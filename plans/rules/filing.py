"""What must go with a filing (domain B28; 五（一）: 方案上报省财政厅及相关主管部门备案)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from plans.rules.refusal import Refusal

CLAUSE = "五（一）"
TABLES = ("附表1", "附表2", "附表3")


def filing_refusals(enclosed: Mapping[str, Sequence[str]], negative_list_statement: str) -> list[Refusal]:
    """Every mandatory piece that is missing: the issued plan, its three tables, the proof of notices, the minutes,
    the statement on the negative list."""
    missing = [label for label in TABLES if label not in enclosed["tables"]]
    pieces = {"plan": _("印发文件"), "notices": _("公示公告证明"), "minutes": _("会议纪要")}
    missing += [name for key, name in pieces.items() if not enclosed[key]]
    if not negative_list_statement.strip():
        missing.append(_("负面清单执行情况说明"))
    return [Refusal(_("备案材料缺少%(name)s") % {"name": name}, CLAUSE) for name in missing]


def change_filing_refusals(enclosed: Mapping[str, Sequence[str]], negative_list_statement: str) -> list[Refusal]:
    """The same of a single change: the issued notice with its table, its announcement and the statement. The minutes go
    along where a meeting decided."""
    pieces = {"plan": _("变更通知"), "tables": _("调整对照表"), "notices": _("变更公告")}
    missing = [name for key, name in pieces.items() if not enclosed[key]]
    if not negative_list_statement.strip():
        missing.append(_("负面清单执行情况说明"))
    return [Refusal(_("备案材料缺少%(name)s") % {"name": name}, CLAUSE) for name in missing]
