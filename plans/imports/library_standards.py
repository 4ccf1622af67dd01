"""The county's 补助标准 as a table picks them: by name or code, those in force on the day of the table (五（一）·3)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.enums import OrganisationKind
from core.money import plain_yuan
from plans.enums import Category
from plans.imports.fields import Field, Kind, Value
from plans.imports.rows import Context, ReadRow
from plans.models import SubsidyStandard
from plans.rules.measures import otherwise_granted
from plans.rules.parts import parts_of, read
from plans.tables.texts import is_blank, plain

NAME = "standard"
HEADING = "选用补助标准（选填）"


class Standards:
    """All that the county has laid down, by code (BZ12), and which of them the organisation cannot pick today. Falsy where
    there is none."""

    def __init__(self, context: Context) -> None:
        own, today = context.organisation, clock.today()
        found = SubsidyStandard.objects.filter(county=context.county).select_related("village").in_order()
        self.by_code = {code_of(one.pk): one for one in found}
        self.retired = frozenset(
            code
            for code, one in self.by_code.items()
            if not (_holds(one, today) and _is_offered(one, own.kind, own.path))
        )

    @classmethod
    def of(cls, context: Context) -> Standards:
        """Looked up once for all rows of a table. One statement."""
        return context.once("plans.standards", lambda: cls(context))

    def __bool__(self) -> bool:
        return bool(self.by_code)

    @cached_property
    def field(self) -> Field:
        """The column in which they are picked."""
        choices = {
            code: one.described + (_("（已停用）") if code in self.retired else "")
            for code, one in self.by_code.items()
        }
        hint = "从列表中选一项县定标准；数量单位和补助标准留空的按它填写，另填的须在项目页写明理由"
        return Field(
            NAME, HEADING, Kind.CHOICE, words="县定补助标准|选用补助标准|补助标准名称", choices=choices, width=26, hint=hint,
            retired=self.retired,
        )  # fmt: skip

    def named(self, text: str) -> list[str]:
        """The codes of those in force that a text names: by code, by name with figure, or by what is subsidised, where the
        county's own goes before those of a village or of some households."""
        flat = plain(text)
        current = {code: one for code, one in self.by_code.items() if code not in self.retired}
        exact = [code for code, one in current.items() if flat in (code, plain(one.described), plain(str(one)))]
        alike = [code for code, one in current.items() if flat == plain(one.measure)]
        own = [code for code in alike if current[code].is_county_wide]
        return exact[:1] or own or alike

    def pick(self, row: ReadRow, name: str, text: str) -> None:
        """What the cell of that column picks, and what follows from it for the empty cells; wrong where it names none or
        several."""
        if is_blank(text):
            row.said.setdefault(NAME, "")
            return
        found = self.named(text)
        if unit := plain(str(row.said.get("unit", ""))):
            found = [code for code in found if plain(self.by_code[code].unit) == unit] or found
        if not found:  # as it went out; whether it may stay is asked of the row
            found = [code for code in self.retired if plain(text) == plain(self.field.choices[code])][:1]
        if len(found) != 1:
            told = _("本县现行补助标准中没有“%(text)s”，可选：%(choices)s")
            if found:
                told = _("叫“%(text)s”的现行补助标准有几项，请写全：%(choices)s")
            offered = found or [code for code in self.by_code if code not in self.retired][:10]
            choices = "、".join(self.by_code[code].described for code in offered)
            row.remark(told % {"text": text[:30], "choices": choices}, name=name, wrong=True)
        elif row.said.get(NAME, "") not in ("", found[0]):
            row.remark(_("两列所写的补助标准不是同一项，请只留一项"), name=name, wrong=True)
        else:
            row.said[NAME] = found[0]

    def fill_in(self, row: ReadRow) -> None:
        """Unit and standard as the county's has them, where the row says nothing."""
        picked = self.by_code.get(str(row.said.get(NAME, "")))
        if picked is None or row.said.get("parts"):
            return
        told = {"unit": picked.unit} | ({"unit_standard": f"{picked.amount:.2f}"} if row.said.get("quantity") else {})
        for name, value in told.items():
            if not row.said.get(name):
                row.said[name] = value

    def against(self, said: Mapping[str, Value], kept: str = "") -> Iterator[tuple[str, str]]:
        """Why a row cannot pick what it picks; `kept` is the one that its project has already."""
        code = str(said.get(NAME, ""))
        picked = self.by_code.get(code)
        if picked is None:
            return
        if code in self.retired and code != kept:
            yield (
                NAME,
                _("补助标准“%(name)s”未施行、已停用或不适用于本单位，请选用现行标准") % {"name": picked.described},
            )
        if said.get("category") != picked.category:
            kind = str(Category(picked.category).label)
            yield (
                NAME,
                _("补助标准“%(name)s”属于“%(category)s”，与本行类别不符")
                % {"name": picked.described, "category": kind},
            )
        if picked.village and picked.village.code not in said.get("villages", ()):
            told = _("所选补助标准只适用于%(village)s，项目的实施村中没有该村，请重新选择")
            yield NAME, told % {"village": picked.village.name}
        if said.get("unit") and said["unit"] != picked.unit:
            yield "unit", _("所选补助标准按“%(unit)s”计，请核对计量单位") % {"unit": picked.unit}

    def cautions(self, said: Mapping[str, Value]) -> Sequence[str]:
        """What is told of a row that is granted otherwise than by the standard that it picks."""
        picked = self.by_code.get(str(said.get(NAME, "")))
        if picked is None:
            return ()
        granted = Decimal(str(said["unit_standard"])) if said.get("unit_standard") else None
        parts = parts_of(read(str(said.get("parts", ""))))
        other = otherwise_granted(granted, parts, county_standard=picked.amount, unit=picked.unit)
        if not other:
            return ()
        told = _("补助标准%(yuan)s元与县定标准（%(figure)s）不同，列入方案前须在项目页填写理由")
        return [told % {"yuan": plain_yuan(other[0]), "figure": picked.figure}]

    def model(self, code: Any) -> SubsidyStandard | None:
        return self.by_code.get(str(code))


def code_of(key: int | None) -> str:
    return f"BZ{key}" if key else ""


def _holds(one: SubsidyStandard, on: datetime.date) -> bool:
    return one.valid_from <= on and (one.valid_to is None or one.valid_to >= on)


def _is_offered(one: SubsidyStandard, kind: str, path: str) -> bool:
    """A village's own is offered to it and to its township; to the county's organs all are."""
    is_below = kind in (OrganisationKind.VILLAGE, OrganisationKind.TOWNSHIP)
    return one.village is None or not is_below or one.village.path.startswith(path)
