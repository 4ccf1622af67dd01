"""What the layouts can hold: names for one line, seals and receivers for one page. Asked before a number is taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Invalid
from documents import colophons, fonts, signatures
from documents.adornments import BARE
from documents.composer import width
from documents.enums import Layout

Content = dict[str, Any]
LONGEST_ISSUER = 27
"""Characters of 3号 on one line: the name under the text and its seal stay on the paper."""
LONGEST_SIGNATORY = 10
"""Characters beside the number of a document that goes upward."""
SIGNATURE_ROWS = 16
"""Lines of a page that seals may take: the last lines of the text stay with them."""
COLOPHON_MM = 120.0
LONGEST_DATE = "2026年12月31日"


def require(content: Content, issuers: Sequence[str], signatories: Sequence[str]) -> None:
    """Raises Invalid naming what is too long or too many, and what to do. `content` has its `issue` with it. Forms are
    laid out by what they hold; where no face is installed nothing can be measured."""
    if content["layout"] == Layout.FORM or fonts.missing():
        return
    if long := next((name for name in issuers if len(name) > LONGEST_ISSUER), None):
        raise Invalid(
            _("发文机关名称“%(name)s”超过%(most)s字，一行印不下，请先在机构页改用规范化简称")
            % {"name": long, "most": LONGEST_ISSUER}
        )
    if content["layout"] == Layout.UPWARD and (
        long := next((name for name in signatories if width(name) > LONGEST_SIGNATORY), None)
    ):
        raise Invalid(
            _("签发人姓名“%(name)s”超过%(most)s字，印不下，请核对账号的姓名")
            % {"name": long, "most": LONGEST_SIGNATORY}
        )
    if signatures.sealed(issuers, LONGEST_DATE, BARE).rows > SIGNATURE_ROWS:
        raise Invalid(_("联合发文机关%(number)s个，印章一页排不下，请减少联署机关") % {"number": len(issuers)})
    found = colophons.colophon(content)
    if found and found.height > COLOPHON_MM:
        raise Invalid(_("抄送机关过多，版记超过半页，请合并为规范的统称，如“县政府各部门”"))
