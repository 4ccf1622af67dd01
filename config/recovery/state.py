"""What a database holds, in figures that can be compared: rows and digests, sequences, guards, rights, chains."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from config.embedded.accounts import APP, AUDITOR
from core import ledger

Rows = list[tuple[Any, ...]]

# Rows are told apart by their text, which these settings govern.
TEXT_FORMS = (
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
)

TABLES = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY k.place), array_agg(t.typcollation <> 0 ORDER BY k.place)
    FROM pg_class c
    JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
    JOIN pg_type t ON t.oid = a.atttypid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    GROUP BY c.relname ORDER BY c.relname
"""

SEQUENCES = """
    SELECT s.sequencename, coalesce(s.last_value, 0), d.refobjid::regclass::text, a.attname
    FROM pg_sequences s
    JOIN pg_depend d ON d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass AND d.refobjsubid > 0
        AND d.deptype IN ('a', 'i')
    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE s.schemaname = 'public' ORDER BY s.sequencename
"""

# Not-null constraints are left out: PostgreSQL 18 lists them, 15 does not.
GUARDS = """
    SELECT 'trigger', tgrelid::regclass::text, tgname || ' ' || tgenabled::text FROM pg_trigger
        JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname || ' ' || contype::text || ' ' || convalidated::text
        FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL
    SELECT 'index', tablename, indexname FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'function', proname, md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY 1, 2, 3
"""

GRANTS = """
    SELECT grantee.rolname, relname, privilege_type
    FROM pg_class, LATERAL aclexplode(relacl) AS given JOIN pg_roles grantee ON grantee.oid = given.grantee
    WHERE relnamespace = 'public'::regnamespace AND grantee.rolname IN (%s, %s)
    UNION ALL
    SELECT grantee.rolname, relname || '.' || attname, privilege_type
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid,
        LATERAL aclexplode(attacl) AS given JOIN pg_roles grantee ON grantee.oid = given.grantee
    WHERE relnamespace = 'public'::regnamespace AND grantee.rolname IN (%s, %s)
    ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, kw_only=True)
class State:
    """A database in figures; two that are equal hold the same rows under the same guards.

    Of sequences only the names: they move on outside every snapshot, so where they stand is judged by the ids.
    """

    tables: dict[str, dict[str, Any]]
    sequences: list[str]
    guards: list[str]
    grants: list[str]
    chains: dict[str, dict[str, Any]]


class Digester:
    """Takes what COPY writes and keeps only how many rows there were and their digest."""

    def __init__(self) -> None:
        self.rows, self._hash = 0, hashlib.sha256()

    def write(self, portion: bytes | str) -> int:
        """One or more whole lines; a line break inside a value is written as \\n."""
        given = portion.encode() if isinstance(portion, str) else portion
        self.rows += given.count(b"\n")
        self._hash.update(given)
        return len(given)

    def result(self) -> dict[str, Any]:
        return {"rows": self.rows, "sha256": self._hash.hexdigest()}


def measure(say: Callable[[str], None] = lambda _line: None) -> State:
    """Measure the database in the transaction at hand, whose snapshot is what is measured."""
    for setting in TEXT_FORMS:
        _rows(setting)
    tables = {}
    for table, keys, are_texts in _rows(TABLES):
        tables[table] = _table(table, list(zip(keys, are_texts, strict=True)))
        say(f"{table} {tables[table]['rows']}")
    return State(
        tables=tables,
        sequences=[name for name, *_rest in _rows(SEQUENCES)],
        guards=[" ".join(row) for row in _rows(GUARDS)],
        grants=[" ".join(row) for row in _rows(GRANTS, [APP, AUDITOR, APP, AUDITOR])],
        chains=_chains(),
    )


def sequences_behind() -> list[str]:
    """Sequences that would give an id already taken."""
    behind = []
    for name, last, table, column in _rows(SEQUENCES):
        highest = _rows(f"SELECT coalesce(max({_quoted(column)}), 0) FROM {table}")[0][0]  # noqa: S608 - names of the catalogue
        if highest > last:
            behind.append(f"{name}: {last} < {highest}")
    return behind


def is_empty() -> bool:
    """No table and no sequence of anybody's."""
    asked = (
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S', 'v')"
    )
    return bool(_rows(asked)[0][0] == 0)


def missing_roles(grants: list[str]) -> list[str]:
    """Roles that the rights speak of and this server does not have."""
    spoken_of = {grant.split(" ", 1)[0] for grant in grants}
    present = {name for (name,) in _rows("SELECT rolname FROM pg_roles")}
    return sorted(spoken_of - present)


def server_version() -> int:
    """As PostgreSQL counts: 180001 is 18.1."""
    return int(_rows("SHOW server_version_num")[0][0])


def _table(table: str, keys: list[tuple[str, bool]]) -> dict[str, Any]:
    order = ", ".join(_quoted(key) + (' COLLATE "C"' if is_text else "") for key, is_text in keys)
    digester = Digester()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY (SELECT * FROM {_quoted(table)} ORDER BY {order}) TO STDOUT", digester)  # noqa: S608 - names of the catalogue
    return digester.result()


def _chains() -> dict[str, dict[str, Any]]:
    heads = {organisation.code: ledger.head(organisation) for organisation in ledger.chains()}
    return {code: {"entries": head.seq, "head": head.hash} for code, head in heads.items() if head}


def _rows(statement: str, parameters: list[str] | None = None) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
