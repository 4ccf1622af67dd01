"""Totals printed in a table beside what its rows add up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from django.utils.translation import gettext as _

from core.money import wan
from plans.imports.fields import Field
from plans.imports.rows import ReadRow


def check_totals(rows: Sequence[ReadRow], fields: Sequence[Field]) -> Iterator[str]:
    """Every difference, told for the whole table and set on its total row.

    A total holds where it is the sum of the rows since the last total, of all rows above it, or of the whole table.
    """
    for field in fields:
        amounts = [Decimal(str(row.said.get(field.name) or 0)) if not row.is_left_out else Decimal() for row in rows]
        upto = list(accumulate(amounts, initial=Decimal()))
        after_last = 0
        for place, row in enumerate(rows):
            if not row.is_total:
                continue
            sums = upto[place] - upto[after_last], upto[place], upto[-1]
            after_last = place
            printed = row.said.get(field.name)
            if printed and Decimal(str(printed)) not in sums:
                yield _tell(row, field, Decimal(str(printed)), next((one for one in sums if one), Decimal()))


def _tell(row: ReadRow, field: Field, printed: Decimal, added: Decimal) -> str:
    said = {
        "printed": wan(printed, separators=True),
        "added": wan(added, separators=True),
        "difference": wan(abs(printed - added), separators=True),
    }
    message = _("合计%(printed)s万元，各行相加%(added)s万元，相差%(difference)s万元，请核对") % said
    row.remark(message, name=field.name, wrong=True)
    return _("第%(row)d行“%(heading)s”：%(message)s") % {
        "row": row.number,
        "heading": row.columns.heading(field.name),
        "message": message,
    }
