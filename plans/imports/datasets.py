"""The registers that take tables, and what each of them has to answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from core.errors import Conflict, DomainError
from core.models import Organisation, User
from plans.imports.fields import Field, Value
from plans.imports.registry import dataset
from plans.imports.rows import Context, ReadRow
from plans.models import PreparedImport, PreparedRow
from plans.tables.grid import Grid

PORTION = 2_000
"""Rows that go to the database in one statement."""


class Dataset(ABC):
    """One register. Every question is asked of many rows at once; `context` says whose register and which year. With
    `sums` the sheet ends with a line of totals; `columns` is how many of them a table may have."""

    key: ClassVar[str]
    title: ClassVar[StrOrPromise]
    fields: ClassVar[tuple[Field, ...]]
    sheet_name: ClassVar[str]
    list_page: ClassVar[str]
    summary: ClassVar[tuple[str, ...]]
    sums: ClassVar[bool] = False
    columns: ClassVar[int] = 64

    def bound(self, context: Context) -> Dataset:
        """The register as it is for one organisation and year, where its columns depend on that."""
        return self

    def draft(self, context: Context) -> str:
        """Which draft the rows are for, where one follows another in a year: what was looked through for one is never
        written into the next. Empty where there is only one."""
        return ""

    def page(self, context: Context) -> str:
        """Where what was imported stands."""
        return reverse(self.list_page)

    @abstractmethod
    def asks(self, organisation: Organisation) -> Sequence[str]:
        """What is asked beside the file (`forms.imports`): used for rows that do not say it."""

    @abstractmethod
    def importers(self, actor: User) -> QuerySet[Organisation]:
        """The organisations for which the actor may import, by his duties."""

    @abstractmethod
    def read(self, grids: Sequence[Grid], context: Context) -> Iterator[ReadRow | str]:
        """Every row of the tables that says something, and remarks on a table as a whole; Invalid for another table."""

    @abstractmethod
    def match(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """Set the `target` of rows that have none yet and say the same thing as a record of the register."""

    def liken(self, rows: Sequence[PreparedRow], among: Sequence[PreparedRow], context: Context) -> None:
        """Set the `target` of rows that say nearly the same as a record which no row `among` the table's is; asked when
        somebody is about to look at it, never when it is written."""
        return

    @abstractmethod
    def current(self, targets: Iterable[int], context: Context) -> Mapping[int, Mapping[str, Value]]:
        """What the register says now of these records of the county, every field in plain spelling; those that are not
        the county's are left out."""

    @abstractmethod
    def against(self, actor: User, row: PreparedRow, context: Context) -> Iterator[tuple[str, str]]:
        """Why the row cannot be written as it is: (field or "", message)."""

    def examine(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """What can be said of the rows together only, once each was judged; one that cannot be written turns 有错误."""
        return

    def stray(self, code: str, was_exported: bool, context: Context) -> str:
        """What is wrong with a row whose mark no record of this organisation and year has."""
        told = _("系统编号“%(code)s”不在本单位本年度的登记中；新增的行请将此格留空")
        return told % {"code": code[:40]}

    def hold(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """Take the locks that everybody takes before the county's."""
        return

    def write(
        self, actor: User, new: Sequence[PreparedRow], changed: Sequence[PreparedRow], reason: str, context: Context
    ) -> None:
        """Write all of them and give the new rows their `target`. Conflict names the row that could not be changed."""
        for first in range(0, len(new), PORTION):
            portion = new[first : first + PORTION]
            for row, target in zip(portion, self.create(actor, portion, context), strict=True):
                row.target = target
        for row in changed:
            try:
                self.change(actor, row, reason, context)
            except DomainError as refusal:
                told = _("第%(row)d行“%(name)s”：%(why)s（未写入任何一行）")
                said = {"row": row.number, "name": row.label, "why": refusal.message}
                raise Conflict(told % said) from refusal

    def create(self, actor: User, rows: Sequence[PreparedRow], context: Context) -> list[int]:
        """Write the new rows and return their keys, in order; unless the register writes all at once."""
        raise NotImplementedError

    def change(self, actor: User, row: PreparedRow, reason: str, context: Context) -> None:
        """Write what a row changes of its record, by the register's own service; unless it writes all at once."""
        raise NotImplementedError

    @abstractmethod
    def exported(self, context: Context) -> Sequence[tuple[int, Mapping[str, Value]]]:
        """Every record that a sheet of this organisation and year holds, in order, with its key."""

    def prefilled(self, said: Mapping[str, Value]) -> Mapping[str, Value]:
        """What the sheet says of a record as it goes out; what the register says is what it comes back to."""
        return said

    @abstractmethod
    def marks(self, targets: Iterable[int], context: Context) -> Mapping[int, str]:
        """What stands in the column 系统编号 for these records."""

    @abstractmethod
    def marked(self, marks: Iterable[str], context: Context) -> Mapping[str, int]:
        """The other way round; marks of no record of this county are left out."""

    @abstractmethod
    def samples(self, context: Context) -> Sequence[Mapping[str, str]]:
        """A few rows as people type them, by field, for the sample sheet."""

    @abstractmethod
    def identity(self, said: Mapping[str, Value]) -> str:
        """What tells one new row from another of the same table."""

    def cautions(self, said: Mapping[str, Value]) -> Sequence[str]:
        """What is told of a new row that is fit to be written."""
        return ()

    def field(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)

    def may(self, actor: User, organisation: int) -> bool:
        return self.importers(actor).filter(pk=organisation).exists()


def context_of(prepared: PreparedImport) -> Context:
    return Context(prepared.organisation, prepared.county, prepared.year, prepared.asked)


def register_of(prepared: PreparedImport, context: Context) -> Dataset:
    """The register that the import is for, with the columns of its organisation and year."""
    return dataset(prepared.dataset).bound(context)
