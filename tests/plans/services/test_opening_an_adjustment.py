"""What is asked of the reason and the ground of an adjustment, beside the form and by the service; what opening one costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import Invalid
from funds import adjusting
from plans.models import PlanVersion
from tests.desk.conftest import logged_in
from tests.plans.services.test_adjusting import WHY, Filed, filed, prepared

__all__ = ["filed", "prepared"]


def test_a_sign_of_a_reason_and_a_ground_that_names_no_document_are_refused(filed: Filed) -> None:
    for given, said in (({"reason": "啊"}, "“调整原因”至少写3个字"), ({"ground": "abc"}, "请写明发文字号")):
        with pytest.raises(Invalid, match=said):
            adjusting.open_adjustment(actor=filed.actor, version=filed.version.pk, **WHY | given)
    address = reverse("funds:open_adjustment", args=[filed.version.pk])
    refused = logged_in(filed.actor).post(address, {"reason": "啊", "ground": "abc"})
    said = refused.content.decode()
    assert (refused.status_code, "至少写3个字" in said, "请写明发文字号" in said) == (422, True, True)
    assert 'value="abc"' in said
    assert PlanVersion.objects.count() == 1


def test_its_rows_are_copied_without_a_statement_for_each(filed: Filed) -> None:
    with CaptureQueriesContext(connection) as told:
        filed.open()
    one_project = 'FROM "plans_project" WHERE "plans_project"."id" = '
    assert not [query["sql"] for query in told.captured_queries if one_project in query["sql"]]
