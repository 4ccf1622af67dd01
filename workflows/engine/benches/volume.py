"""Stored work of any size, written past the flow in a few statements: what is open stays the same, history grows.

Every dossier has eight seats: three of its township, three of its county's departments, the county's and one of a
provincial department. In the latest `OPEN` dossiers one seat of the eight is open; all others were decided, through the
same year whatever the size, so that a page of months shows as many months. The library's own tasks carry what its stock
queue asks for, so that both read the same rows.
"""

from __future__ import annotations

from django.db import connection

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from roles.duties import Duty
from workflows.engine.benches.bare import BarePlan
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

COUNTIES, SEATS, OPEN = 10, 8, 1_000
PERSONS = {"township": "420301100", "county": "420301", "province": "42-agriculture"}
"""One person of each kind, by the organisation he works for."""
PERMISSION = "view_organisation"

_DOSSIERS = """
    WITH places AS (
        SELECT o.id AS owner, o.county_id AS county, row_number() OVER (ORDER BY o.code) - 1 AS n
        FROM core_organisation o WHERE o.kind = 'township'
    )
    INSERT INTO core_dossier (id, kind, title, county_id, owner_id, year, amount, opened_at, opened_by_id, outcome)
    SELECT %(first)s + d, 'plan', '统筹整合资金方案第' || d || '号', p.county, p.owner, 2022 + d %% 5, 10000 * (d %% 900),
        now() - interval '1 minute' * LEAST(%(dossiers)s - d, %(open)s)
            - interval '330 days' * GREATEST(%(dossiers)s - %(open)s - d, 0) / GREATEST(%(dossiers)s - %(open)s, 1),
        %(by)s, ''
    FROM generate_series(1, %(dossiers)s) d
    JOIN places p ON p.n = d %% (SELECT count(*) FROM places)"""
_PROCESSES = """
    INSERT INTO viewflow_process (id, flow_class, status, created, data)
    SELECT %(first)s + d, %(flow)s, 'NEW', now(), '{}' FROM generate_series(1, %(dossiers)s) d"""
_PROCEEDINGS = """
    INSERT INTO engine_proceeding (process_ptr_id, dossier_id, flow_key, round, opened_at, outcome)
    SELECT %(first)s + d, %(first)s + d, 'trial_plan', 1, now(), '' FROM generate_series(1, %(dossiers)s) d"""
_SEATED = """
    WITH organs AS (
        SELECT id, county_id, row_number() OVER (PARTITION BY county_id ORDER BY code) - 1 AS n
        FROM core_organisation WHERE kind = 'department'
    ), seats AS (
        SELECT (d.id - 1) * 8 + k + %(task)s AS task, d.id AS dossier, d.county_id AS county, k, d.opened_at AS at,
            CASE WHEN k < 3 THEN d.owner_id WHEN k = 6 THEN d.county_id
                 ELSE (SELECT o.id FROM organs o WHERE o.n = CASE WHEN k = 7 THEN d.id / 8 %% 2 ELSE k - 3 END
                       AND (CASE WHEN k = 7 THEN o.county_id IS NULL ELSE o.county_id = d.county_id END)) END AS organ,
            CASE WHEN k < 3 THEN 'review_proposals' WHEN k < 6 THEN 'countersign_plan'
                 WHEN k = 6 THEN 'chair_leading_group' ELSE 'acknowledge_filing' END AS duty,
            d.id > %(last)s - %(open)s AND d.id %% 8 = k AS is_open
        FROM core_dossier d CROSS JOIN generate_series(0, 7) k
        WHERE d.id > %(first)s AND d.id <= %(last)s
    )"""
_TASKS = """{seated}
    INSERT INTO viewflow_task (id, process_id, flow_task, flow_task_type, status, created, token, data,
        owner_permission, owner_permission_content_type_id, owner_permission_obj_pk)
    SELECT task, dossier, %(node)s, 'HUMAN', CASE WHEN is_open THEN 'NEW' ELSE 'DONE' END, at, 'start', '{}',
        'core.' || %(permission)s, %(content_type)s, organ FROM seats""".replace("{seated}", _SEATED)
_ITEMS = """{seated}
    INSERT INTO engine_workitem (task_id, proceeding_id, dossier_id, county_id, organisation_id, duty, flow_key, step,
        round, seat, why, opened_at, due_at, decided_at, closed_at)
    SELECT task, dossier, dossier, county, organ, duty, 'trial_plan', 'township_reviews', 1, 'start/' || k, 'step', at,
        at + interval '1 day' * (5 + k), CASE WHEN is_open THEN NULL ELSE at END, CASE WHEN is_open THEN NULL ELSE at END
    FROM seats""".replace("{seated}", _SEATED)
_SEQUENCE = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"


def fill(items: int) -> int:
    """Have that many work items, but a new dossier of every township at least, and answer how many there are; what was
    open before is closed, so that as much is open as ever."""
    stage.raise_stage(counties=COUNTIES)
    WorkItem.objects.open().update(decided_at=None, closed_at=clock.now())
    townships = Organisation.objects.filter(kind=OrganisationKind.TOWNSHIP).count()
    told = _told(max(townships, (items - WorkItem.objects.count()) // SEATS))
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("UPDATE viewflow_task SET status = 'DONE' WHERE status = 'NEW' AND flow_task_type = 'HUMAN'")
        for statement in (_DOSSIERS, _PROCESSES, _PROCEEDINGS, _TASKS, _ITEMS):
            cursor.execute(statement, told)
        for table in ("core_dossier", "viewflow_process", "viewflow_task"):
            cursor.execute(_SEQUENCE.format(table=table))
        cursor.execute("ANALYZE")
    return WorkItem.objects.count()


def grant() -> None:
    """Give the persons what the stock queue asks for: a permission on their organisation each."""
    with connection.cursor() as cursor:
        for code in PERSONS.values():
            place = stage.organisation(code)
            cursor.execute(
                """INSERT INTO guardian_userobjectpermission (user_id, permission_id, content_type_id, object_pk)
                SELECT %s, p.id, p.content_type_id, %s FROM auth_permission p WHERE p.codename = %s
                ON CONFLICT DO NOTHING""",
                [stage.holder(place).pk, str(place.pk), PERMISSION],
            )


def _told(dossiers: int) -> dict[str, int | str]:
    from django.contrib.contenttypes.models import ContentType
    from viewflow.workflow.fields import get_flow_ref, get_task_ref

    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT GREATEST((SELECT max(id) FROM core_dossier), (SELECT max(id) FROM viewflow_process), 0),
                COALESCE((SELECT max(id) FROM viewflow_task), 0)"""
        )
        first, task = cursor.fetchone()
    return {
        "first": first,
        "last": first + dossiers,
        "dossiers": dossiers,
        "open": OPEN,
        "task": task + 1 - first * SEATS,
        "by": stage.holder("420301").pk,
        "flow": get_flow_ref(BarePlan),
        "node": get_task_ref(BarePlan.review),
        "permission": PERMISSION,
        "content_type": ContentType.objects.get_for_model(Organisation).pk,
    }


def duties_of(kind: str) -> tuple[str, ...]:
    """What the person of that kind may decide in this volume."""
    return {
        "township": (Duty.REVIEW_PROPOSALS.value,),
        "county": (Duty.CHAIR_LEADING_GROUP.value,),
        "province": (Duty.ACKNOWLEDGE_FILING.value,),
    }[kind]
